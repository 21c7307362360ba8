# mypy: ignore-errors
"""not-a-submission: does not parse. Row 6."""


def source(bot):
    return bot + "\ndef (:\n"
