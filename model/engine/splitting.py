"""Draws of rare names: many names at once, with those that come near a marked word multiplied and weighted down.

Importance splitting (Kahn and Harris, 1951): a draw that gets nearer to a word goes on so many times over, each with
so much less weight, and one that gets further away goes on with that much less probability. By weight, the names that
are found follow exactly the distribution of single draws, for a hundredth of the forward passes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.engine.engine import Engine, decode, encode
from model.engine.leak import NEAR, Automaton, Floats, Indices
from model.engine.tree import split_counts

TIMES = 4  # for each letter of a word at a prefix's end, up to NEAR letters


@dataclass(frozen=True, slots=True)
class Weighted:
    """Names with a mark, N of them: how many draws each stands for, and how often it was met for that.

    Each is there once for every prefix that led to it.
    """

    names: list[str]
    weight: Floats  # (N,)
    met: Indices  # (N,)
    mark: Indices  # (N,)


def draw_marked_names(
    engine: Engine, automaton: Automaton, counts: Mapping[str, int], rng: np.random.Generator
) -> Weighted:
    """The names that the automaton marks among so many draws from each prefix of `counts`.

    What only a `Judge` decides is not among them.
    """
    factor = TIMES ** np.clip(automaton.distances, 0, NEAR)  # (S,): a draw in this state weighs 1 / factor
    letters, count = np.empty((0, 0), dtype=np.uint8), np.empty(0, dtype=np.int64)
    state = np.empty(0, dtype=np.intp)
    names: list[str] = []
    weights: list[Floats] = []
    met: list[Indices] = []
    marks: list[Indices] = []
    for length in range(engine.longest + 1):
        roots = [prefix for prefix in counts if len(prefix) == length]
        begun = encode(roots).reshape(len(roots), length)
        entered = automaton.states(begun)
        letters = np.concatenate([letters, begun])
        count = np.concatenate(
            [count, np.array([counts[p] for p in roots], dtype=np.int64) * factor[entered]]
        )
        state = np.concatenate([state, entered])
        if length < engine.longest:
            rows, tokens, times = split_counts(engine, letters, count, rng)
        else:
            rows, tokens, times = np.arange(len(letters)), np.full(len(letters), engine.end), count
        mark = automaton.final_marks(state)
        ended = (tokens == engine.end) & (mark[rows] >= 0)
        names += decode(letters[rows[ended]])
        weights.append(times[ended] / factor[state[rows[ended]]])
        met.append(times[ended])
        marks.append(mark[rows[ended]])

        on = tokens != engine.end
        rows, tokens, times = rows[on], tokens[on], times[on]
        before, state = factor[state[rows]], automaton.following[state[rows], tokens]
        nearer = factor[state] >= before
        count = np.where(nearer, times * factor[state] // before, 0)
        count[~nearer] = rng.binomial(times[~nearer], (factor[state] / before)[~nearer])
        alive = count > 0
        letters = np.column_stack([letters[rows[alive]], tokens[alive].astype(np.uint8)])
        state, count = state[alive], count[alive]
    return Weighted(names, np.concatenate(weights), np.concatenate(met), np.concatenate(marks))
