"""The six steps side by side: one page with their loss curves, their figures and their names."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from model.pictures.pages import render
from model.sizes import CONFIG
from model.training.course import SEED, UNIFORM, EachStep, Run
from model.training.names import shuffled
from model.training.steps import STEPS, Step
from model.training.steps.run import bigram_loss, run

# A colour for each step, of middling lightness: each stands out on light and on dark paper.
COLOURS = ("#8f8a80", "#b5852a", "#d0663c", "#2f9582", "#4a86c8", "#b4528c")
QUIET = "#8f8a80"


@dataclass(frozen=True, slots=True)
class _Row:
    """A step as the template shows it."""

    step: Step
    colour: str
    last: float  # the loss printed at the end, in nats, as the next two
    smooth: float
    whole: float
    samples: tuple[tuple[str, bool], ...]  # and whether the name is one of those trained on


def train_all(names: Sequence[str], steps: int, *, taught: bool, each_step: EachStep) -> tuple[Run, ...]:
    """Train `STEPS` on the same names; `each_step` is told how many updates of all were made."""

    def follow(step: Step) -> Run:
        before = step.number * steps
        return run(step, names, steps, fast=not taught, each_step=lambda n, loss: each_step(before + n, loss))

    return tuple(follow(step) for step in STEPS)


def page(runs: Sequence[Run], names: Sequence[str], *, taught: bool) -> str:
    """The comparison of the runs of all `STEPS` as one HTML page that needs nothing else."""
    from plotly.offline import get_plotlyjs

    known, bigram = set(names), bigram_loss(names)
    rows = [
        _Row(
            step,
            colour,
            done.losses[-1],
            done.smooth[-1],
            done.whole_loss,
            tuple((name, name in known) for name in done.samples),
        )
        for step, done, colour in zip(STEPS, runs, COLOURS, strict=True)
    ]
    steps = len(runs[0].losses)
    return render(
        "compare.html.jinja",
        rows=rows,
        best=min(row.whole for row in rows),
        names=len(names),
        steps=steps,
        window=runs[0].window,
        last_name=shuffled(names, random.Random(SEED))[(steps - 1) % len(names)],
        taught=taught,
        uniform=UNIFORM,
        bigram=bigram,
        figure=figure(runs, bigram),
        script=get_plotlyjs(),
    )


def figure(runs: Sequence[Run], bigram: float) -> dict[str, object]:
    """The loss curves for plotly: for each step its raw losses and their mean of 50, and two yardsticks (nats).

    `meta` says of each trace which step and kind it is, for the toggles of the page.
    """
    from plotly import graph_objects as plot

    steps = list(range(1, len(runs[0].losses) + 1))
    drawn = plot.Figure()
    for step, done, colour in zip(STEPS, runs, COLOURS, strict=True):
        raw, smooth = ([round(loss, 4) for loss in losses] for losses in (done.losses, done.smooth))
        common = {"x": steps, "name": f"{step.number} {step.title}"}
        drawn.add_scatter(
            **common,
            y=raw,
            meta={"step": step.number, "kind": "raw"},
            line={"color": colour, "width": 0.7},
            opacity=0.4,
            visible=False,
            hoverinfo="skip",  # the mean's line tells it
        )
        drawn.add_scatter(
            **common,
            y=smooth,
            customdata=raw,
            meta={"step": step.number, "kind": "mean"},
            # Steps 1 and 2 are the same curve: dashes let the other one through.
            line={"color": colour, "width": 2.4, "dash": "4px,4px" if step.number == 2 else "solid"},
            hovertemplate="%{y:.3f} (this name %{customdata:.3f})",
        )
    for level, text, place in (
        (UNIFORM, f"ln {CONFIG.vocab_size} = {UNIFORM:.4f}, a uniform guess", "top left"),
        (bigram, f"{bigram:.4f}, bigram counts", "bottom right"),
    ):
        drawn.add_scatter(
            x=[0, len(steps)],
            y=[level, level],
            mode="lines",
            line={"color": QUIET, "width": 1.2, "dash": "1px,3px"},
            hoverinfo="skip",
            meta={"kind": "yardstick"},
        )
        drawn.add_annotation(
            x=len(steps) if place == "top left" else 0,
            y=level,
            text=text,
            showarrow=False,
            xanchor="right" if place == "top left" else "left",
            yanchor="bottom" if place == "top left" else "top",
        )
    drawn.update_layout(
        template="none",
        font={"family": "ui-sans-serif, system-ui, sans-serif", "size": 13, "color": QUIET},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 38, "r": 20, "t": 8, "b": 44},
        showlegend=False,
        hovermode="x unified",
        dragmode=False,
        xaxis={
            "title": {"text": "step", "font": {"size": 13}},
            "range": [0, len(steps)],
            "showgrid": False,
            "zeroline": False,
            "spikethickness": 1,
            "spikedash": "solid",
            "spikecolor": QUIET,
            "unifiedhovertitle": {"text": "step %{x}"},
        },
        yaxis={"tickformat": ".1f", "zeroline": False, "nticks": 8},
    )
    result: dict[str, object] = drawn.to_plotly_json()
    return result
