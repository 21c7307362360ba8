"""Exact probabilities that one draw says a marked word, for a model and an automaton over the letters.

`explore` walks the tree of prefixes with the automaton's state and adds up what it finds: a lower bound, and with
what it left open an upper one, both rigorous. (`model.engine.survival` goes on from there by chance.) Draws are the
bot's: they end at BOS or at 16 letters. Nothing here knows what the marks mean.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.engine.engine import Engine, Letters, decode, encode

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Judge = Callable[[Sequence[str]], Indices]
"""The mark, or -1, of each complete name that the automaton leaves undecided."""

UNDECIDED = -2  # in place of a mark: nobody was asked about this name

NEARER = 8.0  # a prefix is followed down to so many times less mass for each letter of a word at its end ...
NEAR = 4  # ... and up to so many letters: finding words takes a tenth of the passes that mass alone takes


@dataclass(frozen=True)  # without slots, for what is computed once
class Automaton:
    """A complete automaton over the letters, with marks 0, 1, ...; -1 is none. State 0 is the start.

    A name has a mark as soon as it meets a marked state; such states must be absorbing. A name that ends in another
    state has the mark in `ends`, and where that is -1, the one that a `Judge` gives it.
    """

    following: Indices  # (S, 26): the next state, by letter
    marks: Indices  # (S,)
    ends: Indices  # (S,)
    words: int  # how many marks there are

    def states_of(self, prefixes: Sequence[str]) -> Indices:
        """The state (B,) after each of B prefixes, of whatever lengths."""
        states = np.zeros(len(prefixes), dtype=np.intp)
        lengths = np.fromiter(map(len, prefixes), dtype=np.intp, count=len(prefixes))
        for length in range(lengths.max(initial=0) + 1):
            rows = np.flatnonzero(lengths == length)
            states[rows] = self.states(encode([prefixes[row] for row in rows.tolist()]))
        return states

    def states(self, prefixes: Letters) -> Indices:
        """The state (B,) after each of B prefixes (B, T)."""
        states = np.zeros(len(prefixes), dtype=np.intp)
        for letters in prefixes.T:
            states = self.following[states, letters]
        return states

    def final_marks(self, states: Indices) -> Indices:
        """The mark of a name that ends in each of these states, or -1: those that only a `Judge` gives are not here."""
        marks = self.marks[states]
        return np.where(marks >= 0, marks, self.ends[states])

    def unmarked(self) -> "Automaton":
        """The same states without any marks."""
        none = np.full(len(self.marks), -1, dtype=np.intp)
        return Automaton(self.following, none, none, self.words)

    @cached_property
    def distances(self) -> Indices:
        """The fewest letters from the start to each state, (S,): as many as matter for what comes."""
        distances = np.full(len(self.marks), -1, dtype=np.intp)
        reached, distance = np.zeros(1, dtype=np.intp), 0
        while len(reached):
            distances[reached] = distance
            ahead = np.zeros(len(distances), dtype=bool)
            ahead[self.following[reached]] = True
            reached, distance = np.flatnonzero(ahead & (distances < 0)), distance + 1
        return distances


@dataclass(frozen=True, slots=True)
class Rows:
    """Prefixes of one length; `root` is the index of the prefix that was asked about."""

    letters: Letters  # (B, T)
    root: Indices  # (B,)
    mass: Floats  # (B,): P(prefix | root)
    state: Indices  # (B,)

    def take(self, rows: Indices) -> "Rows":
        """Some of the rows."""
        return Rows(self.letters[rows], self.root[rows], self.mass[rows], self.state[rows])


@dataclass(frozen=True, slots=True)
class Names:
    """Complete names of one length that have a mark."""

    letters: Letters  # (B, T)
    root: Indices  # (B,)
    mass: Floats  # (B,): P(name | root)
    mark: Indices  # (B,)


@dataclass(frozen=True, slots=True)
class Open:
    """Prefixes of one length, and which of their continuations were not followed."""

    rows: Rows
    tokens: NDArray[np.bool_]  # (B, 27)
    mass: Floats  # (B,): of those continuations together, P(. | root)


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was found from P roots, and what was left open."""

    found: Floats  # (P, words): the probability of each mark, as far as explored
    names: tuple[Names, ...]  # of the names with a mark, those that were followed to their ends
    open: tuple[Open, ...]  # by length: what may yet meet a mark
    unlisted: tuple[Open, ...]  # by length: what has one, and was not followed to its names' ends
    passes: int  # prefixes that went through the model

    def unexplored(self) -> Floats:
        """(P,): the probability of what is not known to have a mark or none."""
        mass = np.zeros(len(self.found))
        for part in self.open:
            np.add.at(mass, part.rows.root, part.mass)
        return mass


def explore(
    engine: Engine,
    automaton: Automaton,
    prefixes: Sequence[str],
    least: float,
    judge: Judge | None = None,
    least_marked: float = math.inf,
) -> Exploration:
    """Follow every prefix that is likelier than `least`, or nearer to a word, from all roots at once.

    Without a judge, names that the automaton leaves undecided stay open. What has met a mark is found, and followed
    on only for its names, where it is likelier than `least_marked`.
    """
    found = np.zeros((len(prefixes), automaton.words))
    threshold = least / NEARER ** np.minimum(automaton.distances, NEAR)  # (S,)
    threshold[automaton.marks >= 0] = least_marked
    names: list[Names] = []
    left_open: list[Open] = []
    unlisted: list[Open] = []
    passes = 0
    rows = _roots(automaton, prefixes, 0)
    _count(found, rows.root, automaton.marks[rows.state], rows.mass)
    for length in range(engine.longest + 1):
        passes += len(rows.mass)
        mass = next_tokens(engine, rows.letters) * rows.mass[:, None]
        unmarked = automaton.marks[rows.state] < 0
        ended, listed = _end(automaton, rows, mass[:, engine.end], threshold, least, judge)
        _count(found, rows.root[unmarked], ended[unmarked], mass[unmarked, engine.end])
        names.append(Names(rows.letters[listed], rows.root[listed], mass[listed, engine.end], ended[listed]))

        ahead = automaton.following[rows.state, : engine.end]  # (B, 26)
        met = (automaton.marks[ahead] >= 0) & unmarked[:, None]
        parents, letters = np.nonzero(met)
        _count(found, rows.root[parents], automaton.marks[ahead[met]], mass[parents, letters])

        follow = mass[:, : engine.end] > threshold[ahead]
        has_mark = np.column_stack([met | ~unmarked[:, None], ended >= 0])
        done = np.column_stack([follow, np.zeros(len(rows.mass), dtype=np.bool_)])
        done[listed, engine.end] = True
        undecided = np.column_stack([~met, ended == UNDECIDED]) & unmarked[:, None]
        left_open.append(_open(rows, mass, undecided & ~done))
        unlisted.append(_open(rows, mass, has_mark & ~done))

        parents, letters = np.nonzero(follow)
        longer = np.column_stack([rows.letters[parents], letters.astype(np.uint8)])
        grown = Rows(longer, rows.root[parents], mass[parents, letters], ahead[follow])
        roots = _roots(automaton, prefixes, length + 1)
        _count(found, roots.root, automaton.marks[roots.state], roots.mass)
        rows = Rows(
            np.concatenate([grown.letters, roots.letters]),
            np.concatenate([grown.root, roots.root]),
            np.concatenate([grown.mass, roots.mass]),
            np.concatenate([grown.state, roots.state]),
        )
    return Exploration(found, tuple(names), tuple(left_open), tuple(unlisted), passes)


def _open(rows: Rows, mass: Floats, tokens: NDArray[np.bool_]) -> Open:
    """The rows that have such tokens, (B, 27), with their mass (B, 27) summed."""
    total = (mass * tokens).sum(axis=1)
    some = np.flatnonzero(total)
    return Open(rows.take(some), tokens[some], total[some])


def _end(
    automaton: Automaton, rows: Rows, mass: Floats, threshold: Floats, least: float, judge: Judge | None
) -> tuple[Indices, Indices]:
    """The mark of each row as a complete name, of probability `mass`; and the rows whose names are to be listed."""
    marks = automaton.final_marks(rows.state)
    unknown = marks < 0
    marks[unknown] = UNDECIDED
    # To be near a word says nothing of what only a judge knows, so the names he is asked about are the likely ones.
    asked = np.flatnonzero(unknown & (mass > least))
    if judge is not None and len(asked):
        marks[asked] = judge(decode(rows.letters[asked]))
    return marks, np.flatnonzero((mass > threshold[rows.state]) & (marks >= 0))


def next_tokens(engine: Engine, letters: Letters) -> Floats:
    """P(token | prefix), (B, 27); a whole name of 16 letters ends for certain."""
    if letters.shape[1] < engine.longest:
        return engine.probabilities(letters)
    certain = np.zeros((len(letters), engine.end + 1))
    certain[:, engine.end] = 1.0
    return certain


def _roots(automaton: Automaton, prefixes: Sequence[str], length: int) -> Rows:
    """The prefixes of one length, each of mass 1."""
    root = np.array([i for i, prefix in enumerate(prefixes) if len(prefix) == length], dtype=np.intp)
    letters = encode([prefixes[i] for i in root]).reshape(len(root), length)
    return Rows(letters, root, np.ones(len(root)), automaton.states(letters))


def _count(found: Floats, root: Indices, mark: Indices, mass: Floats) -> None:
    """Add masses to their roots and marks, where there is a mark."""
    marked = mark >= 0
    np.add.at(found, (root[marked], mark[marked]), mass[marked])
