# mypy: ignore-errors
"""frozen-changed: normalises with another epsilon. Row 17."""


def source(bot):
    return bot.replace("1e-5", "1e-6")
