"""How far an instrument is from the truth: rows in, figures and bars out."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

APART = 5.0  # points of T that the order of two guards must show


@dataclass(frozen=True, slots=True)
class Row:
    """One guard: T, and its score with each seed."""

    name: str
    truth: float
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores)

    @property
    def worst(self) -> float:
        """The difference from T, with its sign, of the seed that is farthest off."""
        return max((score - self.truth for score in self.scores), key=abs)

    @property
    def spread(self) -> float:
        return max(self.scores) - min(self.scores)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and what it must reach."""

    title: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        over = self.at_most is not None and self.value > self.at_most
        return not over and not (self.at_least is not None and self.value < self.at_least)


def bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    """All figures. The difference of a guard is that of its worst seed; its place in the order is its mean's."""
    differences = [abs(row.worst) for row in rows]
    spreads = [row.spread for row in rows]
    return (
        Bar("|score - T|, median", statistics.median(differences), at_most=2),
        Bar("|score - T|, 95th percentile", percentile(differences, 0.95), at_most=2),
        Bar(
            "Spearman's correlation", spearman([r.truth for r in rows], [r.mean for r in rows]), at_least=0.98
        ),
        Bar(f"pairs reversed, of {pairs_apart(rows)} apart", float(len(reversed_pairs(rows))), at_most=0),
        Bar("spread of the seeds, 95th percentile", percentile(spreads, 0.95), at_most=2),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """The correlation of ranks, equal values sharing their mean rank; 1 for less than two values."""
    if len(first) < 2 or len(set(first)) == 1 or len(set(second)) == 1:
        return 1.0
    return statistics.correlation(ranks(first), ranks(second))


def ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) - 1) / 2 for value in values]


def pairs_apart(rows: Sequence[Row]) -> int:
    return sum(abs(a.truth - b.truth) > APART for a, b in combinations(rows, 2))


def reversed_pairs(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pairs more than APART in T, the better first, whose scores stand the other way round."""
    return [
        (better, worse)
        for worse, better in combinations(sorted(rows, key=lambda row: row.truth), 2)
        if better.truth - worse.truth > APART and better.mean < worse.mean
    ]
