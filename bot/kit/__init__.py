"""A student's kit: the starter, the weights, the assignment and some requests to try."""

import shutil
import tempfile
from pathlib import Path

from bot.kit.words import in_words_of
from bot.starter import BOT, without_solution
from policies import Policy

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


def write_kit(directory: Path, policy: Policy | None = None) -> None:
    """Write bot.py, model.json, ASSIGNMENT.md and requests.txt, in the words of a policy; all of them or nothing.

    Raises KitError when `directory` is there and holds anything, or cannot be made.
    """
    weights = find_weights()
    try:
        is_new = not directory.exists()
        if not is_new and not directory.is_dir():
            raise KitError(f"{directory} is not a folder; name a new one")
        if not is_new and any(directory.iterdir()):
            raise KitError(
                f"{directory} is not empty; name a new folder, so that nobody's work is overwritten"
            )
        directory.mkdir(parents=True, exist_ok=True)
        try:
            write_files(directory, weights, policy)
        except OSError:
            if is_new:
                directory.rmdir()
            raise
    except OSError as error:
        raise KitError(f"{directory} cannot be written: {error.strerror or error}") from error


def write_files(directory: Path, weights: Path, policy: Policy | None) -> None:
    """Write every file into a folder of its own first, and then move them all up into `directory`."""
    texts = {"bot.py": without_solution(BOT.read_text(encoding="utf-8"))}
    texts |= {name: (HERE / name).read_text(encoding="utf-8") for name in TEXTS}
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=directory) as made:
        for name, text in texts.items():
            own = in_words_of(policy, text) if policy else text
            (Path(made) / name).write_text(own, encoding="utf-8")
        shutil.copyfile(weights, Path(made) / "model.json")
        for file in Path(made).iterdir():
            file.rename(directory / file.name)
