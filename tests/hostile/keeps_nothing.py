# mypy: ignore-errors
"""over-discard-all: finds no name safe. Row 20."""


def is_safe_name(name):
    return False
