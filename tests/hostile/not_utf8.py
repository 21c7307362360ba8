# mypy: ignore-errors
"""not-a-submission: is not UTF-8. Row 6."""


def source(bot):
    return bot.encode() + b"# \xff\xfe\n"
