"""What crosses from the process that inspects a file: text of bounded length, as JSON."""

import msgspec

from grader.errors import Rejected
from grader.submission.syntax import Difference
from grader.verdict import Kind

READY = b"\n"  # comes before the answer and before the file is read: what goes wrong behind it is the file's doing
MOST_BYTES = 256 * 1024  # of an answer, in JSON
MOST_LETTERS = 2_000  # of a sentence
MOST_DIFF_LETTERS = 4_000


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Difference, its kind as its name."""

    kind: str
    line: int
    what: str
    diff: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why the file cannot be a submission, or how it differs from the frozen bot."""

    refusal: str | None = None
    found: tuple[Found, ...] = ()


def encode(result: tuple[Difference, ...] | Rejected) -> bytes:
    if isinstance(result, Rejected):
        return msgspec.json.encode(Answer(refusal=plain(str(result), MOST_LETTERS)))
    found = (
        Found(d.kind.name, d.line, plain(d.what, MOST_LETTERS), plain(d.diff, MOST_DIFF_LETTERS))
        for d in result
    )
    return msgspec.json.encode(Answer(found=tuple(found)))


def decode(received: bytes) -> tuple[Difference, ...] | Rejected | None:
    """The answer, or None for bytes that are none."""
    try:
        answer = msgspec.json.decode(received, type=Answer)
        if answer.refusal is not None:
            return Rejected(answer.refusal)
        return tuple(Difference(Kind[d.kind], d.line, d.what, d.diff) for d in answer.found)
    except (msgspec.DecodeError, ValueError, KeyError):  # ValueError: bytes that are not UTF-8
        return None


def plain(text: str, most: int) -> str:
    """Text that UTF-8 can hold, and not too much of it."""
    shown = text if len(text) <= most else f"{text[:most]} ..."
    return shown.encode(errors="backslashreplace").decode()
