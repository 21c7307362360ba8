# mypy: ignore-errors
"""hook-failed: asks for more memory than there is. Row 11."""


def is_safe_request(prefixes):
    return "x" * (2 << 30)
