"""What a person at a terminal sees while something runs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.train import Trained


@contextmanager
def progress_bar(description: str, total: int) -> Iterator[Callable[[int, str], None]]:
    """A bar on stderr, only when that is a terminal; yields `advance(done, note)`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        redirect_stdout=False,  # stdout is data, and may be another file than the terminal
        redirect_stderr=False,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(description, total=total, note="")

        def advance(done: int, note: str) -> None:
            bar.update(task, completed=done, note=note)

        yield advance


def training_report(trained: "Trained", names: Sequence[str]) -> str:
    """What step 5 of the course prints, which every recipe repeats; a longer run prints a thousand of its steps."""
    from model.steps import STEPS, Run
    from model.steps.report import ending, heading, step_line

    steps = len(trained.losses)
    stride = max(1, steps // 1000)
    run = Run(STEPS[5], trained.losses, trained.samples, trained.whole_loss)
    shown = [step_line(step, steps, trained.losses[step - 1]) for step in range(stride, steps + 1, stride)]
    return "\n".join([heading(run.step, names), *shown, ending(run, len(names))])
