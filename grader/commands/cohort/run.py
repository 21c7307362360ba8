"""`grade FOLDER --out RESULTS`: grade a class."""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.commands.frame.ending import printing

if TYPE_CHECKING:
    from grader.cohort.record import Outcome
    from grader.grading.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

OPTIONS = ("out", "workers", "shard", "similar", "dask")
MOST_WORKERS = 256


def part_of(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """ "2/4": which part, from 1, of how many."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", value)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter(f"{value!r} is no part: 2/4 is the second of four", context, parameter)
    return int(found[1]), int(found[2])


def class_options(command: Decorated) -> Decorated:
    """The options that are for many submissions; their values come as parameters of these names."""
    for option in (
        click.option(
            "--dask", metavar="ADDRESS", help="Grade on the cluster of this Dask scheduler (an extra)."
        ),
        click.option("--similar", is_flag=True, help="List near copies among them (an extra)."),
        click.option(
            "--shard", metavar="i/n", callback=part_of, help="Grade the i-th of n parts; `merge` joins them."
        ),
        click.option(
            "--workers",
            type=click.IntRange(1, MOST_WORKERS),
            help="Processes side by side. Default: half as many again as there are processors.",
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="RESULTS",
            help="Grade every submission below the paths into this folder; started again, go on there.",
        ),
    ):
        command = option(command)
    return command


def check_options(
    paths: Sequence[Path], options: Mapping[str, Any], seed: str | None, others: Mapping[str, Any]
) -> None:
    """Raise UsageError for what does not go together; `others` are options for one submission, by their names."""
    if options["out"] is None:
        if len(paths) > 1:
            raise click.UsageError("several paths need --out RESULTS, a folder for everybody's results")
        if given := [name for name in OPTIONS if options[name]]:
            raise click.UsageError(f"--{given[0]} is for many submissions: give --out RESULTS too")
        if paths[0].is_dir():
            raise click.UsageError(
                f"{paths[0]} is a folder: give --out RESULTS to grade all that is in it, or the path of one bot.py"
            )
        return
    for name, value in others.items():
        if value:
            raise click.UsageError(f"--{name} is for one submission, and --out for many")
    if options["shard"] and seed is None:
        raise click.UsageError("--shard needs --seed: all parts must be asked the same")
    if options["dask"] and options["workers"]:
        raise click.UsageError(
            "--workers is for this machine, and --dask for others: the cluster has its own"
        )


def default_workers() -> int:
    """More than there are processors: a bot that sleeps costs time and no processor."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_WORKERS, count + (count + 1) // 2)


def run_class(paths: Sequence[Path], settings: "Settings", options: Mapping[str, Any]) -> int:
    """Grade them; the exit status."""
    from grader.cohort.run import Way, grade_class
    from grader.commands.frame.progress import progress_bar

    out: Path = options["out"]
    way = Way(
        out, options["workers"] or default_workers(), options["shard"], options["dask"], options["similar"]
    )
    try:
        with progress_bar("grading", time_left=True) as progress:
            counts = grade_class(paths, settings, way, progress)
    except KeyboardInterrupt:
        click.echo(f"grader: what has ended is kept in {out}: the same command goes on.", err=True)
        raise
    return tell(counts, out)


def tell(counts: "Counter[Outcome]", out: Path) -> int:
    """Say how many came to what, and where it is; the exit status."""
    from grader.cohort.record import OUTCOMES
    from grader.report.text import printable

    status = 4 if counts["error"] else 0 if counts.keys() <= {"passed"} else 1
    said = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES if counts[outcome])
    total = counts.total()
    with printing(status):
        click.echo(f"{total:,} {'submission' if total == 1 else 'submissions'}: {said}")
        click.echo(printable(str(out / "index.html")))
    return status
