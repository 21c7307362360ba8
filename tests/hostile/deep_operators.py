# mypy: ignore-errors
"""not-a-submission: has a hundred thousand signs in a row, which the parser reads one inside the other. Row 6."""


def source(bot):
    return bot + "\nx = " + "-" * 100_000 + "1\n"
