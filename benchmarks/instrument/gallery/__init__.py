"""The gallery: guards with one known defect each, one chapter a file."""

from functools import cache

from benchmarks.instrument.gallery import (
    failing,
    hooks,
    knowing,
    matching,
    over_blocking,
    stems,
    students,
    styles,
    words,
)
from benchmarks.instrument.guard import Guard

CHAPTERS = (students, words, matching, stems, over_blocking, styles, hooks, failing, knowing)


@cache
def gallery() -> tuple[Guard, ...]:
    """Every guard, chapter by chapter."""
    return tuple(guard for chapter in CHAPTERS for guard in chapter.guards())


SHORT = (
    "right", "missing 1 random words", "missing 100 common words", "equal only", "stems of a half",
    "refuses more than 4 letters", "refuses 75 % of requests", "discards 50 % of names", "beginnings only",
    "no name hook", "refuses after the 300th", "famous fruits, beginnings, likelihood",
)  # fmt: skip
"""Twelve of them, for the tests."""
