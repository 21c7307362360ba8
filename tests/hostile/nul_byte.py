# mypy: ignore-errors
"""not-a-submission: holds a NUL byte. Row 6."""


def source(bot):
    return bot + "\0"
