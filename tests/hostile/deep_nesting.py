# mypy: ignore-errors
"""not-a-submission: is nested so deeply that a parser could crash. Row 6."""


def source(bot):
    return bot + "\nx = " + "(" * 90_000 + ")" * 90_000 + "\n"
