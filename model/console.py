"""What a person at a terminal sees while something runs."""

from collections.abc import Callable, Iterator
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


def training_report(trained: "Trained", documents: int) -> str:
    """What the course's script prints, then the two figures that say more than the last printed loss."""
    steps = len(trained.losses)
    stride = max(1, steps // 1000)  # a longer run prints a thousand of its steps
    last = trained.losses[-50:]
    lines = [
        f"num docs: {documents}",
        f"vocab size: {trained.weights.config.vocab_size}",
        f"num params: {trained.weights.parameters}",
    ]
    for step in range(stride, steps + 1, stride):
        lines.append(f"step {step:4d} / {steps:4d} | loss {trained.losses[step - 1]:.4f}")
    for number, name in enumerate(trained.samples, start=1):
        lines.append(f"sample {number:2d}: {name}")
    lines.append(f"mean loss of the last {len(last)} steps: {sum(last) / len(last):.4f}")
    lines.append(f"loss of all {documents:,} names: {trained.weights.training['loss']:.4f} nats per token")
    return "\n".join(lines)
