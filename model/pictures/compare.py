"""The six steps side by side: loss curves, figures and names, as a page and as a part of the guide."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from model.pictures.curves import COLOURS, Scale, points, scale
from model.pictures.pages import render
from model.training.course import SEED, UNIFORM, EachStep, Run
from model.training.names import shuffled
from model.training.steps import STEPS, Step
from model.training.steps.run import bigram_loss, run


@dataclass(frozen=True, slots=True)
class _Row:
    """A step as the template shows it."""

    step: Step
    colour: str
    last: float  # the loss printed at the end, in nats, as the next two
    smooth: float
    whole: float
    samples: tuple[tuple[str, bool], ...]  # and whether the name is one of those trained on
    points: str  # of the curve


def train_all(names: Sequence[str], steps: int, *, taught: bool, each_step: EachStep) -> tuple[Run, ...]:
    """Train `STEPS` on the same names; `each_step` is told how many updates of all were made."""

    def follow(step: Step) -> Run:
        before = step.number * steps
        return run(step, names, steps, fast=not taught, each_step=lambda n, loss: each_step(before + n, loss))

    return tuple(follow(step) for step in STEPS)


def page(runs: Sequence[Run], names: Sequence[str], *, taught: bool) -> str:
    """The comparison of the runs of all `STEPS` as one HTML page that needs nothing else."""
    losses = {"losses": [done.losses for done in runs], "smooth": [done.smooth for done in runs]}
    return render("compare.html.jinja", **_values(runs, names), level=2, taught=taught, losses=losses)


def part(runs: Sequence[Run], names: Sequence[str]) -> str:
    """The same as a part of another page, which has its styles and moves it."""
    return render("comparison.html.jinja", **_values(runs, names), level=3)


def _values(runs: Sequence[Run], names: Sequence[str]) -> dict[str, object]:
    known = set(names)
    rows = [
        _Row(
            step,
            colour,
            done.losses[-1],
            done.smooth[-1],
            done.whole_loss,
            tuple((name, name in known) for name in done.samples),
            points(done.smooth),
        )
        for step, done, colour in zip(STEPS, runs, COLOURS, strict=True)
    ]
    steps = len(runs[0].losses)
    bigram = bigram_loss(names)
    scales: dict[str, Scale] = {
        "mean": scale([bigram, *(loss for done in runs for loss in done.smooth)]),
        "each": scale([bigram, *(loss for done in runs for loss in done.losses)]),
    }
    return {
        "rows": rows,
        "best": min(row.whole for row in rows),
        "names": len(names),
        "steps": steps,
        "across": [steps * share // 5 for share in range(6)] if steps % 5 == 0 else [0, steps],
        "window": runs[0].window,
        "last_name": shuffled(names, random.Random(SEED))[(steps - 1) % len(names)],
        "uniform": UNIFORM,
        "bigram": bigram,
        "scales": scales,
    }
