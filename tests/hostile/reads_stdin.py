# mypy: ignore-errors
"""reads-stdin: asks for more than its request. Row 14."""


def is_safe_request(prefixes):
    return input("is this a fruit? ") or None
