"""A grader that is killed leaves no process behind, and no half of a report."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Set
from pathlib import Path

import pytest

from bot.starter import BOT
from grader.sandbox import Level
from grader.sandbox.orphans import children_in_other_sessions, guard_this_process
from tests.grader.sandbox.levels import every_level, protection_at
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="orphans can be followed on Linux only"),
]
LONG = 60.0  # seconds


def orphans_are_gone(others: Set[int]) -> bool:
    """Of the processes that the dead grader left to this one, its nearest subreaper; `others` were there before."""
    orphans = set(children_in_other_sessions()) - others
    for orphan in orphans:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan, os.WNOHANG)
    return not orphans


@pytest.fixture
def hanging_bot(tmp_path: Path) -> Path:
    """A bot that answers nothing, ignores the end of its input, and says on stderr that it is there."""
    guard_this_process()
    path = tmp_path / "bot.py"
    source = BOT.read_text(encoding="utf-8")
    path.write_text(
        source.replace("def is_safe_name(name):", "while True:\n    pass\n\n\ndef is_safe_name(name):")
    )
    return path


@every_level
def test_a_grader_that_is_killed_in_the_middle_leaves_nothing(
    level: Level, hanging_bot: Path, repository: Path
) -> None:
    protection_at(level)
    others = set(children_in_other_sessions())  # the browser of another test, say
    report = hanging_bot.parent / "report.json"
    options = ["--sandbox", level.value, "--json", str(report), "--timeout", str(LONG)]
    grader = subprocess.Popen(
        [sys.executable, "-m", "grader", str(hanging_bot), *options],
        cwd=repository,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: busy_children(grader.pid) or grader.poll() is not None)
    assert grader.poll() is None
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    wait_until(lambda: orphans_are_gone(others))
    assert sorted(path.name for path in hanging_bot.parent.iterdir()) == ["bot.py"]


# Several, for what is begun when the grader dies differs from one to the next.
STARTS_AND_DIES = """
import os, signal
from grader.sandbox import Level, Limits, Program, start
from tests.grader.sandbox.levels import protection_at

for _ in range(8):
    start(Program(b"while True: pass", b"{}"), protection_at(Level("LEVEL")), Limits())
os.kill(os.getpid(), signal.SIGKILL)
"""


@every_level
def test_what_a_grader_had_just_started_dies_with_it(level: Level, repository: Path) -> None:
    protection_at(level)
    guard_this_process()
    others = set(children_in_other_sessions())
    program = [sys.executable, "-c", STARTS_AND_DIES.replace("LEVEL", level.value)]
    assert subprocess.run(program, cwd=repository).returncode == -signal.SIGKILL
    wait_until(lambda: orphans_are_gone(others))


def busy_children(grader: int) -> list[int]:
    """Children of the grader that have computed for a tenth of a second: the hanging bot, wherever it is below."""
    found = []
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                parents[int(entry.name)] = (int(fields[1]), int(fields[11]))
    for process, (parent, ticks) in parents.items():
        ancestor = parent
        while ancestor in parents and ancestor != grader:
            ancestor = parents[ancestor][0]
        if ancestor == grader and ticks >= 10:
            found.append(process)
    return found
