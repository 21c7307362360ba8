"""Nothing in the folder where a command is started becomes a part of it, whatever a student keeps there."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.kit import write_kit

PYTHON = (sys.executable,)
BOT = (str(Path(sys.executable).with_name("fruitless-bot")),)
# What the commands, their libraries and the workers of `--jobs` import, and Python itself does not before they begin.
LIBRARIES = (
    "argparse", "array", "bisect", "click", "concurrent", "hashlib", "jinja2", "json", "math", "msgspec",
    "multiprocessing", "numpy", "queue", "random", "rich", "signal", "socket", "struct", "tempfile", "unicodedata",
)  # fmt: skip
MARK = "open({!r}, 'a').write(__name__ + '\\n')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a module for each of the libraries; each leaves a mark when it is imported."""
    folder = tmp_path / "kit"
    folder.mkdir()
    for name in LIBRARIES:
        (folder / f"{name}.py").write_text(MARK.format(str(tmp_path / "imported.txt")))
    return folder


def start(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=folder, input=b"ma\nj\n", capture_output=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        (*BOT, "--seed=1"),
        (*BOT, "--jobs=2", "--seed=1"),
        (*PYTHON, "-m", "bot", "--seed=1"),
        (*PYTHON, "-m", "bot", "--jobs=2", "--seed=1"),
        (*PYTHON, "-m", "model", "sample", "ma"),
        (*PYTHON, "-m", "lab", "build", "--help"),
    ],
    ids=lambda command: " ".join([Path(command[0]).name, *command[1:]]),
)
def test_no_library_is_taken_from_there(command: tuple[str, ...], folder: Path) -> None:
    done = start(folder, *command)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (folder.parent / "imported.txt").exists()


@pytest.mark.parametrize("command", [("--seed=1",), ("--jobs=2", "--seed=1"), ("new", "other")])
def test_the_bot_of_a_kit_is_not_taken_for_the_shipped_one(command: tuple[str, ...], tmp_path: Path) -> None:
    """`python -m bot` is that file, by Python's own rule; the program that is installed never looks there."""
    kit, mark = tmp_path / "kit", tmp_path / "imported.txt"
    write_kit(kit)
    with (kit / "bot.py").open("a") as file:
        file.write(MARK.format(str(mark)))
    done = start(kit, *BOT, *command)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not mark.exists()
    start(kit, *PYTHON, "-c", "import bot")
    assert mark.exists()
