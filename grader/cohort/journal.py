"""results.jsonl: the configuration first, then a record as each submission ends, and the digest when all have.

While a class is graded the records stand in the order in which they ended; at the end, in the order of their keys. A
line that a killed grader left unfinished, and whatever is behind it, counts for nothing.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from grader.cohort.record import FORMAT, Configuration, Digest, Record, from_line, to_line
from grader.errors import UsageError
from model.files import write_whole

NAME = "results.jsonl"


class Results(msgspec.Struct, frozen=True):
    """What results.jsonl says; it is complete when its digest is there, and right."""

    configuration: Configuration
    records: tuple[Record, ...]
    is_complete: bool


def read_results(folder: Path) -> Results | None:
    """None where there are none, or nothing but a line that was never finished. Raises UsageError for another file."""
    path = folder / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
    if b"\n" not in content:
        return None
    lines = content.splitlines(keepends=True)
    try:
        first = from_line(lines[0])
    except (msgspec.DecodeError, UnicodeDecodeError):
        first = None
    if not isinstance(first, Configuration) or first.format != FORMAT:
        raise UsageError(f"{path} is not what this grader writes: choose another folder for --out.")
    records: dict[str, Record] = {}
    seen = hashlib.sha256()
    for text, line in zip(lines, whole(lines), strict=False):
        if isinstance(line, Digest):
            is_right = line.sha256 == seen.hexdigest() and line.records == len(records)
            return Results(first, tuple(records.values()), is_right)
        if isinstance(line, Record):
            records[line.key] = line
        seen.update(text)
    return Results(first, tuple(records.values()), False)


def whole(lines: Iterable[bytes]) -> Iterator[Configuration | Record | Digest]:
    """The lines up to the first that is broken."""
    for line in lines:
        try:
            if not line.endswith(b"\n"):
                return
            yield from_line(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return


def complete(configuration: Configuration, records: Iterable[Record]) -> bytes:
    """All lines, with the records in the order of their keys. The same results are the same bytes."""
    ordered = sorted(records, key=lambda record: record.key)
    body = b"".join(to_line(line) + b"\n" for line in (configuration, *ordered))
    digest = Digest(len(ordered), hashlib.sha256(body).hexdigest())
    return body + to_line(digest) + b"\n"


class Journal:
    """results.jsonl while a class is graded. Use it as a context manager."""

    def __init__(self, folder: Path, configuration: Configuration, records: Iterable[Record]) -> None:
        """Begin it again with these records, which are of the same configuration."""
        path = folder / NAME
        write_whole(path, b"".join(to_line(line) + b"\n" for line in (configuration, *records)))
        self._file = path.open("ab")

    def add(self, record: Record) -> None:
        """Write a record so that not even a crash of the machine loses it."""
        self._file.write(to_line(record) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
