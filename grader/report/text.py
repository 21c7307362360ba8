"""Texts of strangers as a report may hold them: printable, bounded, and unable to pass for the report's own."""

import os
import re
import shlex
from collections import Counter
from collections.abc import Sequence

SHOWN_BYTES = 120  # of a request or a response
SHOWN_CHARACTERS = 600  # of what is said about it
SHOWN_DETAIL = 6_000
SHOWN_STDERR_LINES, SHOWN_STDERR_COLUMNS = 20, 400
STDERR_MARK = "stderr| "

# What Python prints of an exception, with those that it came from.
_TRACE = r"Traceback \(most recent call last\):\n(?:[ \t].*\n)*\S.*\n"
_CHAIN = re.compile(rf"{_TRACE}(?:\n(?:During handling|The above exception).*\n\n{_TRACE})*")


# What the log of a CI would obey, wherever a line is folded: `::name ...::` of GitHub, `##[name]` and `##vso[name]`.
_OBEYED = re.compile(r"(?<=:):(?=[A-Za-z][^\n]*?::)|(?<=#)#(?=\w*\[)")


def printable(text: str, keep: str = "") -> str:
    """The text with everything that is not printable written as an escape, but for the characters to keep.

    So is what would be a command in the log of a CI. Doing it twice is doing it once.
    """
    shown = "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)
    return _OBEYED.sub(lambda match: f"\\x{ord(match[0]):02x}", shown)


def escaped(text: bytes, most: int = SHOWN_BYTES) -> str:
    """Bytes as one line of printable text, whatever they are: nothing in it can move a cursor or open a tag."""
    left_out = len(text) - most
    if left_out > 0:
        head, tail = text[: most * 2 // 3], text[-most // 3 :]
        # Once more as a whole: the two halves of a command may come together here.
        return printable(f"{escaped(head, most)} [... {left_out:,} bytes ...] {escaped(tail, most)}")
    return printable(text.decode("utf-8", "backslashreplace"))


def bounded(text: str, most: int = SHOWN_CHARACTERS) -> str:
    """The text, without the middle of one that is longer than `most` characters."""
    left_out = len(text) - most
    if left_out <= 0:
        return text
    return f"{text[: most * 2 // 3]} [... {left_out:,} characters ...] {text[len(text) - most // 3 :]}"


def stderr_tail(stderr: bytes) -> str:
    """The last lines of stderr, escaped, each behind a mark: in no format can they pass for the report's own."""
    text = each_traceback_once(stderr.decode("utf-8", "backslashreplace"))
    lines = text.strip("\n").split("\n")[-SHOWN_STDERR_LINES:]
    shown = [STDERR_MARK + printable(line[:SHOWN_STDERR_COLUMNS]) for line in lines]
    return "" if shown == [STDERR_MARK] else "\n".join(shown)


def each_traceback_once(text: str) -> str:
    """The text with each traceback only where it comes last, and how often it came in a line below.

    What is left of one whose beginning was cut off goes with the others.
    """
    if not text.endswith("\n"):
        text += "\n"
    came = Counter(_CHAIN.findall(text))
    start = text.find("Traceback (most recent call last):\n")
    if any(trace.endswith(text[:start]) for trace in came):
        text = text[start:]
    seen = Counter[str]()

    def shown(match: re.Match[str]) -> str:
        trace = match[0]
        seen[trace] += 1
        if seen[trace] < came[trace]:
            return ""
        return f"{trace}(the same {came[trace]} times)\n" if came[trace] > 1 else trace

    return _CHAIN.sub(shown, text)


def shell_command(words: Sequence[str]) -> str:
    """The words as a shell reads them back: quoted where need be, and what is not printable in $'...', byte by byte."""
    return " ".join(shlex.quote(word) if word.isprintable() else f"$'{_bytes_of(word)}'" for word in words)


def in_ascii(command: str) -> str:
    """The same command for a terminal that knows no other letters.

    `shell_command` leaves these between single quotes only: here they end, and begin again behind the bytes.
    """
    return re.sub(r"[^\x00-\x7f]+", lambda match: f"'$'{_bytes_of(match[0])}''", command)


def _bytes_of(text: str) -> str:
    """For $'...': letters and digits as they are, all else as its bytes."""
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"\\x{byte:02x}" for byte in os.fsencode(text))


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-./+,:=@%")
