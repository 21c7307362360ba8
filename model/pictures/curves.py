"""The loss curves of several runs as a drawing: lines in the coordinates of step and nats, a scale, and two yardsticks.

The same drawing stands on the page of `python -m model compare` and in the guide of the lab.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from model.training.course import UNIFORM

# A colour for each step, of middling lightness: each stands out on light and on dark paper.
COLOURS = ("#8f8a80", "#b5852a", "#d0663c", "#2f9582", "#4a86c8", "#b4528c")
DRAWN = 250  # points of a line: more would not be seen
TICKS = (0.1, 0.2, 0.5, 1.0, 2.0)  # nats between two lines of the grid
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where the losses go (nats), with a line of the grid at each tick."""

    low: float
    high: float
    ticks: tuple[str, ...]  # from the lowest to the highest, at equal distances


def scale(losses: Iterable[float]) -> Scale:
    """A scale of round numbers on which all losses lie, and a uniform guess."""
    known = [*losses, UNIFORM]
    least, most = min(known), max(known)
    apart = next((tick for tick in TICKS if (most - least) / tick < MOST_TICKS - 1), TICKS[-1])
    first, last = floor(least / apart), ceil(most / apart)
    ticks = tuple(f"{number * apart:.1f}" for number in range(first, last + 1))
    return Scale(first * apart, last * apart, ticks)


def points(losses: Sequence[float]) -> str:
    """A line from step 1 to the last one, as a `polyline` has it; steps that would not be seen are left out."""
    apart = max(1, len(losses) // DRAWN)
    last = len(losses) - 1
    drawn = (place for place in range(len(losses)) if place % apart == 0 or place == last)
    return " ".join(f"{place + 1},{losses[place]:.4f}" for place in drawn)
