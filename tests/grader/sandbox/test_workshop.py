"""Graders that start together, and one after another that was killed: each keeps its own folder, and only that."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only there can a folder be locked")

GRADERS, ROUNDS = 16, 20

# What a grader does when it starts, many times over, from the moment at which all of them are there.
STARTING = """
import sys
from grader.sandbox.workshop import make_held_folder, remove_abandoned, remove_tree

print("ready", flush=True)
sys.stdin.readline()
lost = 0
for _ in range(int(sys.argv[1])):
    remove_abandoned()
    folder = make_held_folder()
    (folder / "lib").mkdir()
    remove_abandoned()
    lost += not (folder / "lib").is_dir()
    remove_tree(folder)
print(lost)
"""


def grader(code: str, scratch: Path, repository: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=repository,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_graders_that_start_together_never_remove_each_others_folders(
    tmp_path: Path, repository: Path
) -> None:
    together = [grader(STARTING, tmp_path, repository, str(ROUNDS)) for _ in range(GRADERS)]
    for one in together:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in together:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.communicate()[0] for one in together] == ["0\n"] * GRADERS
    assert list(tmp_path.iterdir()) == []


HOLDING = """
import sys
from grader.sandbox.workshop import make_held_folder

print(make_held_folder(), flush=True)
sys.stdin.readline()
"""


def test_a_folder_is_swept_when_its_grader_was_killed_and_not_before(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.sandbox.workshop import remove_abandoned

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    alive, killed = (grader(HOLDING, tmp_path, repository) for _ in range(2))
    assert alive.stdout is not None
    assert killed.stdout is not None
    kept, left = Path(alive.stdout.readline().strip()), Path(killed.stdout.readline().strip())
    remove_abandoned()
    assert kept.is_dir()
    assert left.is_dir()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    remove_abandoned()
    assert kept.is_dir()
    assert not left.exists()
    alive.communicate("go\n")
