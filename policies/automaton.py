"""A plain automaton over the letters a-z, for arithmetic over all strings (exact leak probabilities)."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import msgspec

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Table(msgspec.Struct, frozen=True):
    """A complete deterministic automaton; state 0 is the start.

    transitions: one row a state, 26 next states in the order a-z. accepting: whether some word ends here.
    Read a text letter by letter: it contains a word exactly when an accepting state is met on the way.
    """

    transitions: tuple[tuple[int, ...], ...]
    accepting: tuple[bool, ...]


def build_table(words: Iterable[str]) -> Table:
    """The automaton of these words (a-z, none empty): a trie whose gaps are filled along the failure links.

    Source: Aho and Corasick, Efficient string matching, CACM 18(6), 1975, algorithms 2 to 4.
    """
    children: list[dict[int, int]] = [{}]
    accepting = [False]
    for word in words:
        state = 0
        for letter in map(LETTERS.index, word):
            if letter not in children[state]:
                children[state][letter] = len(children)
                children.append({})
                accepting.append(False)
            state = children[state][letter]
        accepting[state] = True
    transitions: list[tuple[int, ...]] = [()] * len(children)
    transitions[0] = _row(children[0], (0,) * 26)
    queue = deque((child, 0) for child in children[0].values())
    while queue:  # breadth first, so that the row of the failure state is complete
        state, failure = queue.popleft()
        accepting[state] = accepting[state] or accepting[failure]
        fallback = transitions[failure]
        queue.extend((child, fallback[letter]) for letter, child in children[state].items())
        transitions[state] = _row(children[state], fallback)
    return Table(tuple(transitions), tuple(accepting))


def _row(children: Mapping[int, int], fallback: Sequence[int]) -> tuple[int, ...]:
    """The next states: the child by its letter, else where the failure state goes."""
    row = list(fallback)
    for letter, child in children.items():
        row[letter] = child
    return tuple(row)
