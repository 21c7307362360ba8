# mypy: ignore-errors
"""hook-failed: asks Python to end. Row 24."""


def is_safe_request(prefixes):
    raise SystemExit(0)
