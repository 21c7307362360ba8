# mypy: ignore-errors
"""frozen-changed: loads other weights. Row 17."""


def source(bot):
    return bot.replace('"model.json")', '"other.json")')
