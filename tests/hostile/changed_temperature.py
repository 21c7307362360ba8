# mypy: ignore-errors
"""frozen-changed: samples more boldly than it may. Row 17."""


def source(bot):
    return bot.replace('sampling = {"temperature": 0.7}', 'sampling = {"temperature": 0.1}')
