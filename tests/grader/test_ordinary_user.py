"""What holds where root grades holds for an ordinary user too: the tests of strangers' code, run again as one."""

import os
import re
import sys
from pathlib import Path

import pytest

from grader.sandbox import Level
from grader.sandbox.attacks import attacks
from tests.conftest import REPOSITORY
from tests.grader.sandbox.ordinary_user import start_as_ordinary_user

GALLERY = "tests/grader/grading/test_hostile.py"
# Who the user is decides what a system lets an attack do. A bad answer is judged by the same code for everybody.
ATTACKS = " or ".join(attack.name for attack in attacks())
# What lies between these two is held by a part of what holds the strongest.
LEVELS = f"({Level.ISOLATED.value} or {Level.LIMITED.value})"
# Platforms are pretended, for whatever user; a filter and a record are computed, by whomever.
SAME_FOR_ALL = ("test_platforms", "test_seccomp", "test_records")
# (a file or folder, which of its tests), in pieces that can run beside each other
PIECES = {
    "sandbox": ("tests/grader/sandbox", " and ".join(f"not {name}" for name in SAME_FOR_ALL)),
    "attacks": (GALLERY, f"{LEVELS} and ({ATTACKS})"),
}


@pytest.mark.thorough
@pytest.mark.timeout(1800)  # each piece is many tests, which have a limit of their own
@pytest.mark.parametrize("piece", PIECES)
def test_all_this_holds_for_an_ordinary_user_too(piece: str, tmp_path: Path) -> None:
    if not hasattr(os, "getuid") or os.getuid() != 0:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("only root can make another user")
    home, output = tmp_path / "home", tmp_path / "pytest.txt"
    home.mkdir()
    place, which = PIECES[piece]
    options = ["-q", "-p", "no:cacheprovider", "--basetemp", str(home / "tests"), "-k", which]
    command = [sys.executable, "-m", "pytest", *options, str(REPOSITORY / place)]
    with start_as_ordinary_user(command, home, output) as process:
        try:
            status = process.wait()
        finally:
            process.kill()
    report = output.read_text(encoding="utf-8", errors="replace")
    assert status == 0, report[-5000:]
    assert re.search(r"\d+ passed", report)
