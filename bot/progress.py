"""How far a long file of requests is answered, for a person who waits at a terminal."""

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator

LONG = 1_000  # requests: so many took long enough to say how long


def with_progress(answers: Iterable[bytes]) -> Iterator[bytes]:
    """The answers as they come, each one response or more; meanwhile a bar on stderr, and at the end a line.

    Only where stderr is a terminal and stdin is not. Where stdout is that terminal too, the responses themselves
    show how far it is, and the bar would be in their way.
    """
    if not sys.stderr.isatty() or sys.stdin.isatty():
        yield from answers
        return
    started, requests = time.monotonic(), 0

    def so_far() -> str:
        seconds = time.monotonic() - started
        return f"{requests:,} requests in {seconds:,.1f} s, {requests / max(seconds, 1e-9):,.0f} a second"

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("answering"),
        BarColumn(),
        TextColumn("{task.fields[so_far]}"),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # stdout is data
        redirect_stderr=False,
        disable=sys.stdout.isatty(),
    )
    with bar:
        task = bar.add_task("", total=bytes_of_stdin(), so_far=so_far())
        for answer in answers:
            yield answer
            requests += answer.count(b"\n")
            position = sys.stdin.buffer.tell() if sys.stdin.seekable() else 0
            bar.update(task, completed=position, so_far=so_far())
    if requests >= LONG:
        print(so_far(), file=sys.stderr)


def bytes_of_stdin() -> int | None:
    """How long a file is that stdin comes from; None for a pipe."""
    found = os.fstat(sys.stdin.fileno())
    return found.st_size if stat.S_ISREG(found.st_mode) else None
