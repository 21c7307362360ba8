# mypy: ignore-errors
"""not-a-submission: calls the result of a call, fifty thousand times. Row 6."""


def source(bot):
    return bot + "\nx = f" + "()" * 50_000 + "\n"
