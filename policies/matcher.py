"""Finding what a policy bans in a text of lower-case letters."""

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import ahocorasick
import msgspec

from .automaton import Table, build_table
from .policy import Policy
from .words import plurals

if TYPE_CHECKING:
    import regex

Rule = Literal["anywhere", "whole", "expression", "stem"]

KEPT = 1 << 16  # texts whose hits are kept: a grading asks about most of its names several times
EXPRESSION_SECONDS = 1.0  # an expression that takes longer raises TimeoutError: nothing is let through unread
SHORT = 16  # letters, those of the longest name: on so few, watching the time takes longer than any search


class Match(msgspec.Struct, frozen=True):
    """One hit: `text[start:end]` is what matched, by the policy's `word` (or the expression's name)."""

    word: str
    start: int
    end: int
    group: str
    rule: Rule


class Matcher:
    """The matchers of one policy. Texts are as the bot sees them: lower-case a-z, nothing else."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._ordinary = frozenset(policy.ordinary)
        self._group_of = policy.group_of
        self._whole: dict[str, list[str]] = {}  # a text may be a word of its own and the plural of another
        for word in policy.whole_words:
            for form in (word, *plurals(word)):
                self._whole.setdefault(form, []).append(word)
        self._stems = policy.stems
        self._automaton = ahocorasick.Automaton()
        for word in policy.anywhere_words:
            self._automaton.add_word(word, word)
        self._automaton.make_automaton()
        self._patterns = _compile(policy)
        self._hits = functools.lru_cache(KEPT)(self._find)

    def matches(self, text: str) -> tuple[Match, ...]:
        """Every hit by `anywhere`, `whole` and the expressions: left to right, the longer first.

        Words may overlap; hits of one expression do not. Ordinary names are not excepted here. Raises
        TimeoutError when an expression takes longer than EXPRESSION_SECONDS on a text that is longer than a name.
        """
        hits = self._hits(text)
        return tuple(sorted(hits, key=lambda match: (match.start, -match.end, match.rule))) if hits else ()

    def banned(self, name: str) -> Match | None:
        """The first and longest hit in a name; None when it is clean, or an ordinary name."""
        if name in self._ordinary:
            return None
        return min(self._hits(name), key=lambda match: (match.start, -match.end, match.rule), default=None)

    def is_ordinary(self, name: str) -> bool:
        """Whether the policy lists this, whole, as an ordinary name."""
        return name in self._ordinary

    def stem(self, prefix: str) -> Match | None:
        """The longest stem of an `anywhere` word at the end of a prefix; `word` is where it leads."""
        for start in range(len(prefix)):
            word = self._stems.get(prefix[start:])
            if word is not None:
                return Match(word, start, len(prefix), self._group_of[word], "stem")
        return None

    def table(self) -> Table:
        """The `anywhere` words as a plain automaton, built without the search library: it can check this one."""
        return build_table(self.policy.anywhere_words)

    def _find(self, text: str) -> tuple[Match, ...]:
        return tuple(self._search(text))

    def _search(self, text: str) -> Iterator[Match]:
        # Only `iter` reports every match: `iter_long` of pyahocorasick 2.3.1 misses some.
        for last, word in self._automaton.iter(text):
            yield Match(word, last + 1 - len(word), last + 1, self._group_of[word], "anywhere")
        for word in self._whole.get(text, ()):
            yield Match(word, 0, len(text), self._group_of[word], "whole")
        is_short = len(text) <= SHORT
        for name, pattern in self._patterns:
            # A search is a fraction of the time of finding all, and nearly always finds nothing.
            if is_short and not pattern.search(text):
                continue
            for found in pattern.finditer(text, timeout=None if is_short else EXPRESSION_SECONDS):
                yield Match(name, found.start(), found.end(), "expressions", "expression")


def _compile(policy: Policy) -> "tuple[tuple[str, regex.Pattern[str]], ...]":
    if not policy.expressions:
        return ()
    import regex  # 15 ms, which only a policy with expressions pays

    return tuple((expression.name, regex.compile(expression.pattern)) for expression in policy.expressions)
