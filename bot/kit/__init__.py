"""A student's kit: the starter, the weights, the assignment and some requests to try."""

import shutil
import tempfile
from pathlib import Path

from bot.starter import BOT, without_solution

HERE = Path(__file__).parent
TEXTS = ("ASSIGNMENT.md", "requests.txt")


class KitError(Exception):
    """The kit cannot be written there; the message says why and what to do."""


def find_weights() -> Path:
    """model.json as bot.py itself looks for it: beside it, or in the folder above."""
    for folder in (BOT.parent, BOT.parent.parent):
        if (folder / "model.json").is_file():
            return folder / "model.json"
    raise KitError(f"model.json is missing beside {BOT} and in the folder above: install again, or train it")


def write_kit(directory: Path) -> None:
    """Write bot.py, model.json, ASSIGNMENT.md and requests.txt; all of them or nothing.

    Raises KitError when `directory` is there and holds anything, or cannot be made.
    """
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise KitError(f"{directory} is not a folder; name a new one")
    if directory.is_dir() and any(directory.iterdir()):
        raise KitError(f"{directory} is not empty; name a new folder, so that nobody's work is overwritten")
    weights = find_weights()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{directory.name}-", dir=directory.parent) as made:
            kit = Path(made) / "kit"
            kit.mkdir()
            (kit / "bot.py").write_text(without_solution(BOT.read_text(encoding="utf-8")), encoding="utf-8")
            shutil.copyfile(weights, kit / "model.json")
            for name in TEXTS:
                shutil.copyfile(HERE / name, kit / name)
            if directory.is_dir():
                directory.rmdir()
            kit.rename(directory)
    except OSError as error:
        raise KitError(f"{directory} cannot be written: {error.strerror or error}") from error
