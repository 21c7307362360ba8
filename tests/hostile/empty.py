# mypy: ignore-errors
"""frozen-changed: is empty. Row 6."""


def source(bot):
    return ""
