# mypy: ignore-errors
"""timed-out: an expression that backtracks for ever. Row 23."""

import re

SLOW = re.compile(r"(a|a?)+b$")


def is_safe_request(prefixes):
    SLOW.match("a" * 60)
    return None
