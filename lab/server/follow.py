"""A file on disk that a page follows: read as a submission is, and looked at again until it is another."""

import asyncio
import hashlib
from pathlib import Path

import msgspec

from grader.errors import Rejected, UsageError
from grader.submission.source import read_submission
from lab.errors import Unreadable

LOOK_SECONDS = 0.25
WAIT_SECONDS = 20.0  # then the page asks again: no request waits for ever


class Followed(msgspec.Struct, frozen=True):
    """The file as it is: its name, its text, and what tells it from any other text."""

    name: str
    text: str
    version: str


def read(path: Path) -> Followed:
    """The file now. Raises Unreadable."""
    try:
        source = read_submission(path).source
        return Followed(path.name, source.decode(), hashlib.sha256(source).hexdigest())
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8 (byte {error.start})") from error
    except (Rejected, UsageError) as error:
        raise Unreadable(str(error)) from error


async def changed(path: Path, version: str) -> Followed | None:
    """The file as soon as it is another than that version; None where it stays the same for WAIT_SECONDS.

    An editor may write in two steps, or leave no file for a moment: what cannot be read is looked at again.
    """
    for _ in range(round(WAIT_SECONDS / LOOK_SECONDS)):
        try:
            followed = read(path)
        except Unreadable:
            followed = None
        if followed and followed.version != version:
            return followed
        await asyncio.sleep(LOOK_SECONDS)
    return None
