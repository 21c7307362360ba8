"""The options that write a report into files, one for each format."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from grader.report.record import Report

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ABOUT = {
    "json": "Write the report as JSON too; - for stdout, and only that.",
    "html": "Write it as one page that works offline.",
    "junit": "Write it as JUnit XML.",
    "gradescope": "Write Gradescope's results.json.",
    "classroom50": "Write the result.json of Classroom 50.",
    "prairielearn": "Write PrairieLearn's results.json.",
    "inspect": "Write an .eval for the viewer of Inspect, a sample a probe.",
}
"""Every format of `grader.report.formats`, in words."""
GRADEBOOKS = ("gradescope", "classroom50", "prairielearn")
TO_STDOUT = ("json", "-")

Targets = Mapping[str, str]
"""Where to write, by format."""


def output_options(command: Decorated) -> Decorated:
    """An option for each format; its value comes as a parameter of the format's name."""
    for name, about in reversed(ABOUT.items()):
        command = click.option(f"--{name}", name, metavar="FILE", help=about)(command)
    return command


def checked(targets: Mapping[str, str | None], only: tuple[str, ...]) -> Targets:
    """Those that were given. Raises UsageError and TargetError for what could not be written, before any work."""
    from model.files import check_target

    given = {name: target for name, target in targets.items() if target is not None}
    for name, target in given.items():
        if only and name in GRADEBOOKS:
            raise click.UsageError(f"--{name} takes a score, and a part of the plan (--only) has none")
        if (name, target) != TO_STDOUT:
            check_target(Path(target))
    return given


def write_files(report: "Report", targets: Targets) -> None:
    """Write each file whole."""
    files = [(name, target) for name, target in targets.items() if (name, target) != TO_STDOUT]
    if not files:
        return
    from grader.report.formats import FORMATS
    from model.files import write_whole

    for name, target in files:
        write_whole(Path(target), FORMATS[name](report))
