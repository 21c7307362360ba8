"""How this program was started, so that a report can print the command that starts it again."""

import shutil
from collections.abc import Sequence
from pathlib import Path


def started_as(argv: Sequence[str], original: Sequence[str]) -> tuple[str, ...]:
    """The words in front of the arguments, as they were typed, from `sys.argv` and `sys.orig_argv`.

    `python -m grader` with its interpreter and options; else the script. A shell hands on where it found `grade`, and
    not what was typed: the name alone is enough where it leads to the same file.
    """
    script = Path(argv[0])
    if script.name == "__main__.py":
        return tuple(original[: len(original) - len(argv[1:])])
    found = shutil.which(script.name)
    return (script.name if found == argv[0] else argv[0],)
