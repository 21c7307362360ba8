# mypy: ignore-errors
"""frozen-changed: gives the tokens other letters. Row 17."""


def source(bot):
    return bot.replace('"abcdefghijklmnopqrstuvwxyz"', '"bacdefghijklmnopqrstuvwxyz"')
