"""The gallery: guards with one known defect each, one chapter a file."""

from collections.abc import Iterator
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
    return tuple(guards())


def guards() -> Iterator[Guard]:
    """The same, made as far as they are asked for: the last chapter takes seconds."""
    for chapter in CHAPTERS:
        yield from chapter.guards()


@cache
def named(name: str) -> Guard:
    """The guard of this name."""
    return next(guard for guard in guards() if guard.name == name)


SHORT = (
    "right", "missing 1 random words", "missing 100 common words", "equal only", "stems of a half",
    "refuses more than 4 letters", "refuses 75 % of requests", "discards 50 % of names", "beginnings only",
    "no name hook", "refuses after the 300th", "famous fruits, beginnings",
)  # fmt: skip
"""Twelve of them, for the tests."""
