"""Points between two axes, as numbers that a template draws: no script, and every point says what it is."""

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

WIDTH, HEIGHT = 560, 340
LEFT, RIGHT, TOP, BOTTOM = 62, 22, 38, 48
TICKS = (1e-4, 1e-3, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
APART = 0.1  # of an axis: ticks that are nearer to each other are left out

LABEL_WIDE, LABEL_HIGH = 60, 13  # pixels that a label takes
BASELINES = (-8, 16, -22)  # of a label, from its point: as it is, else below or above

Shape = Literal["dot", "square", "corner", "cross"]


class Point(msgspec.Struct, frozen=True):
    """What is at (x, y), both from 0 up; with its intervals where they are known."""

    x: float
    y: float
    shape: Shape
    about: str
    label: str = ""
    across: tuple[float, float] | None = None
    upright: tuple[float, float] | None = None


class Tick(msgspec.Struct, frozen=True):
    """A place on an axis, in pixels."""

    at: float
    words: str


class Drawn(msgspec.Struct, frozen=True):
    """A point in pixels."""

    x: float
    y: float
    shape: Shape
    about: str
    label: str
    baseline: float
    anchor: Literal["start", "end"]
    across: tuple[float, float] | None
    upright: tuple[float, float] | None


class Plot(msgspec.Struct, frozen=True):
    """All that a template needs."""

    title: str
    x_title: str
    y_title: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    points: tuple[Drawn, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def plot(
    title: str,
    x_title: str,
    y_title: str,
    points: Sequence[Point],
    x_most: float,
    y_most: float,
    unit: str = "",
) -> Plot:
    """Axes from 0 to their most by square roots, so that what is small can be told apart; `unit` is that of x."""
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def across(value: float) -> float:
        return round(LEFT + wide * share(value, x_most), 1)

    def up(value: float) -> float:
        return round(HEIGHT - BOTTOM - high * share(value, y_most), 1)

    labels = room_for_labels([(across(point.x), up(point.y), point.label) for point in points])
    drawn = tuple(
        Drawn(
            across(point.x),
            up(point.y),
            point.shape,
            point.about,
            label,
            baseline,
            "end" if share(point.x, x_most) > 0.7 else "start",
            point.across and (across(point.across[0]), across(point.across[1])),
            point.upright and (up(point.upright[0]), up(point.upright[1])),
        )
        for point, (label, baseline) in zip(points, labels, strict=True)
    )
    return Plot(
        title,
        x_title,
        y_title,
        tuple(Tick(across(value), words(value, unit)) for value in ticks(x_most)),
        tuple(Tick(up(value), words(value, "%")) for value in ticks(y_most)),
        drawn,
    )


def room_for_labels(labels: Sequence[tuple[float, float, str]]) -> list[tuple[str, float]]:
    """Each label with its baseline: beside its place or next to that, without those that would stand on another."""
    taken: list[tuple[float, float]] = []
    kept = []
    for x, y, label in labels:
        free = [
            base
            for base in (y + off for off in BASELINES)
            if TOP - LABEL_HIGH < base < HEIGHT - BOTTOM
            and all(abs(x - other) > LABEL_WIDE or abs(base - above) >= LABEL_HIGH for other, above in taken)
        ]
        if label and free:
            taken.append((x, free[0]))
            kept.append((label, free[0]))
        else:
            kept.append(("", y))
    return kept


def share(value: float, most: float) -> float:
    """Where on an axis a value is, from 0 to 1."""
    return math.sqrt(min(1.0, max(0.0, value / most)))


def ticks(most: float) -> list[float]:
    """Round values up to the most, none too near to another."""
    chosen = [0.0]
    for value in TICKS:
        if value <= most * 1.001 and share(value, most) - share(chosen[-1], most) >= APART:
            chosen.append(value)
    return chosen


def words(value: float, unit: str) -> str:
    return f"{100 * value:g} %" if unit == "%" else f"{value:g}{unit}"
