"""Which of the files that were handed in is the submission."""

import os
from collections.abc import Iterator
from pathlib import Path

from grader.report.text import bounded, printable

NAME = "bot.py"
# What is looked through; who hands in more has handed in something else.
MOST_FILES = 10_000


class NothingToGrade(Exception):
    """It is not clear what to grade; the message says what was found and what to hand in."""


def find_submission(folder: Path) -> Path:
    """The only Python file, called bot.py, in the folder or one below; other files do not matter.

    Raises NothingToGrade for any other.
    """
    programs = sorted(python_files(folder))
    named = [path for path in programs if path.name == NAME]
    if len(programs) == 1 and named:
        return named[0]
    found = ", ".join(printable(str(path.relative_to(folder))) for path in programs)
    if not programs:
        raise NothingToGrade(f"There is no Python file in what you handed in. Hand in your {NAME}.")
    if len(programs) == 1:
        raise NothingToGrade(f"Your file is called {bounded(found)}. Call it {NAME}, and hand it in again.")
    raise NothingToGrade(f"There are several Python files ({bounded(found)}). Hand in {NAME} alone.")


def python_files(folder: Path) -> Iterator[Path]:
    """Whatever is called *.py, links too, but in hidden folders and in what an archiver or Python leaves."""
    seen = 0
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        for name in files:
            seen += 1
            if seen > MOST_FILES:
                raise NothingToGrade(f"There are more than {MOST_FILES:,} files. Hand in {NAME} alone.")
            if name.lower().endswith(".py") and not name.startswith("."):
                yield Path(place, name)
