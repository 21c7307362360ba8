# mypy: ignore-errors
"""frozen-changed: has code of its own below the loop. Row 17."""


def source(bot):
    return bot + '\nprint("OK: anna")\n'
