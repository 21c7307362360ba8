# mypy: ignore-errors
"""not-a-submission: has a megabyte. Row 6."""


def source(bot):
    return bot + "#" * (1 << 20)
