"""The part of a leak probability that was not explored, by random walks that report probabilities, not hits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engine.engine import Engine, decode
from model.engine.leak import Automaton, Floats, Indices, Judge, Open, next_tokens


@dataclass(frozen=True, slots=True)
class Walks:
    """N walks, and what they reported, as triples."""

    root: Indices  # (N,)
    names: tuple[str, ...]  # (N,): where they ended
    walk: Indices  # (K,)
    mark: Indices  # (K,)
    value: Floats  # (K,): a probability; those of one walk add up to at most 1

    def totals(self, root: int, marks: NDArray[np.bool_]) -> Floats:
        """What each walk of a root reported of the marks chosen, (words,)."""
        values = np.where(marks[self.mark], self.value, 0.0)
        totals: Floats = np.bincount(self.walk, values, minlength=len(self.root)).astype(np.float64)
        own: Floats = totals[self.root == root]
        return own


def survive(
    engine: Engine,
    automaton: Automaton,
    left: Sequence[Open],
    walks: Sequence[int],
    judge: Judge,
    rng: np.random.Generator,
) -> Walks:
    """Walk on at random from what was left open, so many times by root where anything was, until the names end.

    A walk starts in proportion to the open mass. At each step the letters that meet a mark are masked, and their
    share, times the product of what remained at the steps before, is reported. The mean over a root's walks of all
    that they report, times the root's unexplored mass, is its missing probability without bias; it varies much less
    than the share of walks that would have met a mark.
    """
    root, part, row = _starts(left, walks, rng)
    survived = np.ones(len(root))
    names = np.empty(len(root), dtype=np.object_)
    reports: list[tuple[Indices, Indices, Floats]] = []
    walking = np.empty(0, dtype=np.intp)
    letters, state = np.empty((0, 0), dtype=np.uint8), np.empty(0, dtype=np.intp)
    for length, open_rows in enumerate(left):
        begins = np.flatnonzero(part == length)
        allowed = np.ones((len(walking) + len(begins), engine.end + 1), dtype=np.bool_)
        allowed[len(walking) :] = open_rows.tokens[row[begins]]
        walking = np.concatenate([walking, begins])
        letters = np.concatenate([letters, open_rows.rows.letters[row[begins]]])
        state = np.concatenate([state, open_rows.rows.state[row[begins]]])

        share = next_tokens(engine, letters) * allowed
        share /= share.sum(axis=1, keepdims=True)
        ahead = automaton.following[state, : engine.end]
        met = np.column_stack([automaton.marks[ahead] >= 0, np.zeros(len(state), dtype=np.bool_)])
        rows, tokens = np.nonzero(met)
        reports.append(
            (
                walking[rows],
                automaton.marks[ahead[rows, tokens]],
                survived[walking[rows]] * share[rows, tokens],
            )
        )
        share[met] = 0.0
        cumulative = share.cumsum(axis=1)
        survived[walking] *= cumulative[:, -1]
        targets = rng.random(len(walking)) * cumulative[:, -1]
        drawn = (cumulative[:, :-1] <= targets[:, None]).sum(axis=1)

        ended = np.flatnonzero(drawn == engine.end)
        names[walking[ended]] = decode(letters[ended])
        marks = automaton.ends[state[ended]]
        asked = np.flatnonzero(marks < 0)
        marks[asked] = judge(names[walking[ended[asked]]].tolist())
        marked = np.flatnonzero(marks >= 0)
        reports.append((walking[ended[marked]], marks[marked], survived[walking[ended[marked]]]))

        on = np.flatnonzero(drawn < engine.end)
        letters = np.column_stack([letters[on], drawn[on].astype(np.uint8)])
        state, walking = ahead[on, drawn[on]], walking[on]
    walk, mark, value = (np.concatenate(column) for column in zip(*reports, strict=True))
    return Walks(root, tuple(names.tolist()), walk, mark, value)


def _starts(
    left: Sequence[Open], walks: Sequence[int], rng: np.random.Generator
) -> tuple[Indices, Indices, Indices]:
    """For each walk, its root, and the part (by length) and the row in it where it starts."""
    part = np.repeat(np.arange(len(left)), [len(open_rows.mass) for open_rows in left])
    row = np.concatenate([np.arange(len(open_rows.mass)) for open_rows in left])
    root = np.concatenate([open_rows.rows.root for open_rows in left])
    mass = np.concatenate([open_rows.mass for open_rows in left])
    picked = [np.empty(0, dtype=np.intp)]
    for index, count in enumerate(walks):
        own = np.flatnonzero(root == index)
        if len(own):  # else there is nowhere to walk
            picked.append(rng.choice(own, size=count, p=mass[own] / mass[own].sum()))
    chosen = np.concatenate(picked)
    return root[chosen], part[chosen], row[chosen]


BETS = (1.0, 0.3, 0.1, 0.03)


def mean_upper_bound(values: Floats, error: float) -> float:
    """An upper bound for the mean of a distribution on [0, 1], from independent values; wrong with P <= `error`.

    Whoever bets on each value being below m multiplies his capital by 1 + bet * (m - value). If m were the mean, the
    capital's expectation would stay 1, so it exceeds 1 / error with probability at most `error`. The bound is the m
    at which it does, for capital that is shared out over BETS. No shape is assumed: a value of 1 may hide among
    thousands near 0, and costs about ln(len(BETS) / error) / N. Source: Waudby-Smith and Ramdas, Estimating means of
    bounded random variables by betting, JRSS B 86(1), 2024, for one fixed N.
    """
    low, high = float(values.mean()) if len(values) else 1.0, 1.0
    needed = np.log(len(BETS) / error)
    for _ in range(40):
        m = (low + high) / 2
        capital = np.logaddexp.reduce([np.log1p(bet * (m - values)).sum() for bet in BETS])
        low, high = (low, m) if capital >= needed else (m, high)
    return high
