# mypy: ignore-errors
"""frozen-changed: samples more boldly, by another default on its command line. Row 17."""


def source(bot):
    return bot.replace("type=float, default=0.7", "type=float, default=0.2")
