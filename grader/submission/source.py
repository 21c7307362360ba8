"""A submission is read once, as bytes. What was checked here is what is run."""

import os
import stat
from pathlib import Path

import msgspec

from grader.errors import Rejected, UsageError

MAX_BYTES = 256 * 1024


class Submission(msgspec.Struct, frozen=True):
    """A file that was handed in: its name as the user gave it, and its bytes."""

    path: str
    source: bytes


def read_submission(path: Path) -> Submission:
    """Read a submission.

    Raises UsageError when there is nothing to read, Rejected when what is there cannot be a submission.
    """
    return Submission(str(path), read_regular_file(path))


def read_regular_file(path: Path) -> bytes:
    """The bytes of a regular file of at most MAX_BYTES; links, pipes and devices are not followed or opened."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({reason(error)}): give the path of a bot.py.") from error
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is a folder: give the path of the bot.py in it.")
    if stat.S_ISLNK(found.st_mode):
        raise Rejected(f"{path} is a symbolic link: hand in the file itself.")
    if not stat.S_ISREG(found.st_mode):
        raise Rejected(f"{path} is not a regular file: hand in a bot.py.")
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            opened = os.fstat(file.fileno())
            if not os.path.samestat(opened, found):
                raise Rejected(f"{path} was exchanged while it was being read.")
            source = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({reason(error)}).") from error
    if len(source) > MAX_BYTES:
        raise Rejected(f"{path} has more than {MAX_BYTES // 1024} KiB: a bot.py needs a tenth of that.")
    return source


def reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
