"""What a person at a terminal sees: progress, and tables."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


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


def print_tables(tables: "Iterable[Table]") -> None:
    """Print tables as wide as the terminal; what does not fit is folded, for a cut-off number would be wrong."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 110)
    for table in tables:
        for column in table.columns:
            column.overflow = "fold"
        console.print(table)
