# mypy: ignore-errors
"""frozen-changed: has code of its own above the model. Row 17."""


def source(bot):
    return bot.replace("import array\n", "import array\nimport ctypes\n", 1)
