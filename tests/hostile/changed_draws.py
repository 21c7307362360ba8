# mypy: ignore-errors
"""frozen-changed: draws until something is safe. Row 17."""


def source(bot):
    return bot.replace("MAX_DRAWS = 10", "MAX_DRAWS = 1000")
