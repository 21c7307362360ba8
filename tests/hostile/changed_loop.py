# mypy: ignore-errors
"""frozen-changed: its loop emits what the hook rejected. Row 17."""


def source(bot):
    return bot.replace("            if safe:\n", "            if safe or True:\n")
