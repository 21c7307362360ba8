"""The report for programs."""

import msgspec

from grader.report.record import Report


def to_json(report: Report) -> bytes:
    """The whole record, indented, with a newline at its end."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
