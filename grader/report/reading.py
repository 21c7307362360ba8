"""A report that was written as JSON, read back. Whoever wrote it, what it holds is printable afterwards."""

from pathlib import Path
from typing import Any

import msgspec

from grader.errors import UsageError
from grader.report.record import FORMAT, Report
from grader.report.text import printable

MOST_BYTES = 64 << 20
SEVERAL_LINES = ("about", "detail", "stderr")


def read_report(path: Path) -> Report:
    """Raises UsageError that says what is wrong with the file, and what to give instead."""
    remedy = f"give what `--json {path.name}` of a grading has written"
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{path} is not a regular file: {remedy}.")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({getattr(error, 'strerror', error)}): {remedy}.") from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"{path} has more than {MOST_BYTES >> 20} MiB, so it is no report: {remedy}.")
    try:
        read = msgspec.json.decode(content)
        made = read.get("format") if isinstance(read, dict) else None
        if made != FORMAT:
            found = f"its format is {made!r}, not {FORMAT!r}" if isinstance(made, str) else "it has no format"
            raise UsageError(f"{path} is no report of this version ({found}): {remedy}.")
        return msgspec.convert(_printable(read), Report)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no report ({error}): {remedy}.") from error


def _printable(value: Any, keep: str = "") -> Any:
    """The value with every text in it printable, on one line but where a report writes several."""
    if isinstance(value, dict):
        return {key: _printable(part, "\n" if key in SEVERAL_LINES else "") for key, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return printable(value, keep) if isinstance(value, str) else value
