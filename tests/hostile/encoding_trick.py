# mypy: ignore-errors
"""not-a-submission: declares an encoding under which Python would read other text than the grader. Row 6."""


def source(bot):
    return "# coding: utf-7\n" + bot
