# mypy: ignore-errors
"""never-served: finds no name safe. Row 20."""


def is_safe_name(name):
    return False
