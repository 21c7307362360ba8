# mypy: ignore-errors
"""frozen-changed: keeps the frozen loop where it never runs, and brings its own. Row 17."""

import textwrap


def source(bot):
    place = bot.index("def read_prefixes(")
    return bot[:place] + "if False:\n" + textwrap.indent(bot[place:], "    ") + "\nprint('OK: anna')\n"
