"""The schema of the record, for those who read it: JSON Schema 2020-12, from the types themselves."""

from inspect import cleandoc
from typing import Any

import msgspec

from grader.report.record import FORMAT, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def report_schema() -> dict[str, Any]:
    """What every report in JSON keeps to; `docs/report.schema.json` is its copy."""
    schema = msgspec.json.schema(Report)
    for record in schema["$defs"].values():
        # Before 3.13, Python keeps the indentation of a docstring.
        record["description"] = cleandoc(record["description"])
    return {"$schema": DIALECT, "title": FORMAT, **schema}


def to_schema() -> bytes:
    """The file, indented, with a newline at its end."""
    return msgspec.json.format(msgspec.json.encode(report_schema()), indent=2) + b"\n"
