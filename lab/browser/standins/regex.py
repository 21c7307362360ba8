"""Stands in for `regex` in the page: the expressions that `re` has too. A time limit is not kept: the page ends loops.

What only the library has is refused, never read as something else.
"""

import re
from collections.abc import Callable
from re import ASCII, DOTALL, IGNORECASE, MULTILINE, VERBOSE, A, I, M, Match, S, X, error, escape
from typing import Any

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "A",
    "I",
    "M",
    "Match",
    "Pattern",
    "S",
    "X",
]
__all__ += [
    "compile",
    "error",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
]

# "(?:apple){e<=1}": `re` takes the braces for letters, and would look for those.
FUZZY = re.compile(r"(?<!\\)\{[^{}]*[eids][^{}]*\}")
REFUSED = "this page has no fuzzy matching, as `regex` has: grade the file to try it"


class Pattern:
    """A compiled expression, with the methods of `re`; each of them takes a `timeout` too."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        if FUZZY.search(pattern):
            raise error(REFUSED)
        self._compiled = re.compile(pattern, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._compiled, name)
        return _untimed(found) if callable(found) else found


def _untimed(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, timeout: float | None = None, **options: Any) -> Any:  # noqa: ARG001
        return method(*arguments, **options)

    return call


def _of_module(name: str) -> Callable[..., Any]:
    def call(pattern: str, *arguments: Any, flags: int = 0, **options: Any) -> Any:
        return getattr(Pattern(pattern, flags), name)(*arguments, **options)

    return call


compile = Pattern  # noqa: A001
findall, finditer, fullmatch = _of_module("findall"), _of_module("finditer"), _of_module("fullmatch")
match, search, split, sub = _of_module("match"), _of_module("search"), _of_module("split"), _of_module("sub")
