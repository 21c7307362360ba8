"""A progress bar on stderr, and nothing at all where stderr is no terminal."""

import contextlib
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress_bar(what: str, *, time_left: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yields a function of (done so far, all).

    With the time that is left, for long work, it is drawn at each step and by no thread: processes may be forked.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    left = (TimeRemainingColumn(), TextColumn("left")) if time_left else ()
    with Progress(*columns, *left, console=console, transient=True, auto_refresh=not time_left) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total, refresh=time_left)
