# mypy: ignore-errors
"""frozen-changed: draws the line of equals signs above the sampling, and then rewrites it. Row 17."""


def source(bot):
    lines = bot.splitlines(keepends=True)
    fence = next(line for line in lines if "EDITABLE: from here on, the policy" in line)
    without = [line for line in lines if line != fence]
    place = without.index("MAX_LETTERS = 16\n")
    moved = "".join([*without[:place], fence, *without[place:]])
    return moved.replace("MAX_DRAWS = 10", "MAX_DRAWS = 99")
