"""Stands in for `pyahocorasick` in the page: an automaton of words, each with a value, and all its hits in a text."""

from collections import deque
from collections.abc import Iterator
from typing import Any

NOT_YET = (
    "Not an Aho-Corasick automaton yet: call add_word to add some keys and call make_automaton to convert "
    "the trie to an automaton."
)
_MISSING: Any = object()


class Automaton:
    """`add_word` and `make_automaton`, then `iter`. Raises what the library raises."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        # By state: where each letter leads, and the words that end there, the longest first.
        self._following: list[dict[str, int]] = []
        self._ends: list[tuple[Any, ...]] = []

    def add_word(self, word: str, value: Any = _MISSING) -> bool:
        """Whether the word is new; its value is replaced where it is not."""
        if value is _MISSING:
            raise ValueError("A value object is required as second argument.")
        if not isinstance(word, str):
            raise TypeError("string expected")
        if not word:
            return False
        is_new = word not in self._values
        self._values[word] = value
        self._following, self._ends = [], []
        return is_new

    def make_automaton(self) -> None:
        """Source: Aho and Corasick, Efficient string matching, CACM 18(6), 1975, algorithms 2 to 4."""
        if not self._values:
            return
        children: list[dict[str, int]] = [{}]
        ends: list[tuple[Any, ...]] = [()]
        for word, value in self._values.items():
            state = 0
            for letter in word:
                if letter not in children[state]:
                    children[state][letter] = len(children)
                    children.append({})
                    ends.append(())
                state = children[state][letter]
            ends[state] = (value,)
        queue = deque((child, 0) for child in children[0].values())
        while queue:  # breadth first, so that what a state falls back to is complete
            state, fallback = queue.popleft()
            ends[state] += ends[fallback]
            queue.extend(
                (child, children[fallback].get(letter, 0)) for letter, child in children[state].items()
            )
            children[state] = children[fallback] | children[state]
        self._following, self._ends = children, ends

    def iter(self, text: str) -> Iterator[tuple[int, Any]]:
        """(index of its last letter, its value) of each hit, from left to right, the longer first."""
        if not self._following:
            raise AttributeError(NOT_YET)
        if not isinstance(text, str):
            raise TypeError("string required")
        return self._hits(text)

    def _hits(self, text: str) -> Iterator[tuple[int, Any]]:
        state = 0
        for index, letter in enumerate(text):
            state = self._following[state].get(letter, 0)
            for value in self._ends[state]:
                yield index, value

    def get(self, word: str, default: Any = _MISSING) -> Any:
        """The value of a word. Raises KeyError where it is none and there is no default."""
        if default is _MISSING:
            return self._values[word]
        return self._values.get(word, default)

    def exists(self, word: str) -> bool:
        return word in self._values

    def __contains__(self, word: object) -> bool:
        return word in self._values

    def __len__(self) -> int:
        return len(self._values)
