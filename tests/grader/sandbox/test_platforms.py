"""macOS and Windows: nothing that only Linux has is imported at the top of a module, and grading works without it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

Elsewhere = Callable[[str], subprocess.CompletedProcess[str]]

ELSEWHERE_MISSING = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty")

WITHOUT_LINUX = """
import sys
import click, model.weights, rich.console  # other people's libraries look for the real platform

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
for name in {missing!r}:
    sys.modules.pop(name, None)
sys.platform = "darwin"
import ctypes, os
def no_libc(*_, **__):
    raise TypeError("there is no such library here")
ctypes.CDLL = no_libc
for name in ("getuid", "killpg", "getsid", "pidfd_open", "memfd_create", "O_TMPFILE", "setxattr", "sched_getaffinity"):
    if hasattr(os, name):
        delattr(os, name)
"""


@pytest.fixture
def elsewhere(repository: Path, tmp_path: Path) -> Elsewhere:
    """Run code in a Python from which everything that only Linux has was taken away.

    It cannot lock its folders, so it has a place of its own for them: the graders of other tests would take them away.
    """
    prologue = WITHOUT_LINUX.format(missing=ELSEWHERE_MISSING)

    def run(code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", prologue + code],
            cwd=repository,
            env={**os.environ, "TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.thorough
def test_a_submission_is_graded_without_anything_that_only_linux_has(
    elsewhere: Elsewhere, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    code = f"""
from grader.commands.cli import main
main(["bot/bot.py", "--seed", "1", "--json", {str(report)!r}], prog_name="grader")
"""
    finished = elsewhere(code)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    graded = json.loads(report.read_text())
    assert graded["sandbox"]["level"] == "unprotected"
    assert "seccomp is a Linux mechanism" in graded["sandbox"]["line"]
    assert graded["score"] == 100
    assert graded["sandbox"]["not_protected"]


@pytest.mark.thorough
def test_a_level_that_is_required_is_refused_there(elsewhere: Elsewhere) -> None:
    code = """
from grader.commands.cli import main
for level in ("isolated", "restricted", "limited"):
    try:
        main(["bot/bot.py", "--require-sandbox", level], prog_name="grader")
    except SystemExit as ended:
        print(level, ended.code)
"""
    finished = elsewhere(code)
    assert finished.stdout == "isolated 2\nrestricted 2\nlimited 2\n"
    for level in ("isolated", "restricted", "limited"):
        assert f"the sandbox level {level} is not to be had on this machine" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_the_self_test_works_there_too(elsewhere: Elsewhere) -> None:
    code = """
from grader.sandbox import self_test
every = self_test.attacks
self_test.attacks = lambda: [attack for attack in every() if attack.name in ("read_files", "burn_time")]
self_test.PATIENCE = 0.5
from grader.commands.cli import main
main(["self-test"], prog_name="grader")
"""
    finished = elsewhere(code)
    assert finished.returncode == 0, finished.stderr
    assert "computes for ever" in " ".join(finished.stdout.split())
    assert "sandbox: unprotected" in finished.stdout
