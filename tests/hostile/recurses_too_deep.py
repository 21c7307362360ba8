# mypy: ignore-errors
"""hook-failed: recurses until Python has enough. Row 11."""


def is_safe_request(prefixes):
    return is_safe_request(prefixes)
