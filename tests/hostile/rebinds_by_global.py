# mypy: ignore-errors
"""frozen-name-bound: binds a frozen name from inside its hook. Row 18."""


def is_safe_name(name):
    global MAX_DRAWS
    MAX_DRAWS = 1000
    return "e" in name
