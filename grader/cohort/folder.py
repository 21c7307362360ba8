"""The folder of results: held by one grading at a time, and never with half a file in it."""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.cohort.journal import NAME, complete
from grader.cohort.record import Configuration, Record
from grader.cohort.similar import Pair
from grader.cohort.views.index import to_index
from grader.cohort.views.rows import page_name
from grader.cohort.views.table import similar_table, to_table
from grader.errors import UsageError
from grader.report.html import to_html
from model.files import write_whole

PAGES, TABLE, INDEX, SIMILAR = "pages", "results.csv", "index.html", "similar.csv"
SECONDS = 10.0  # for the processes of a grader that was killed to notice


@contextlib.contextmanager
def held(folder: Path) -> Iterator[tuple[int, ...]]:
    """Make the folder, and hold it against other gradings; yields the descriptors by which it is held.

    Raises UsageError where something else is in it, or it is held by another.
    """
    try:
        (folder / PAGES).mkdir(parents=True, exist_ok=True)
        strange = [name for name in (TABLE, INDEX, SIMILAR) if os.path.lexists(folder / name)]
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be used for results ({error.strerror}): choose another."
        ) from error
    if strange and not (folder / NAME).exists():
        raise UsageError(f"{folder} holds another {strange[0]}: choose a new folder for --out.")
    with _lock(folder) as descriptors:
        for place in (folder, folder / PAGES):
            for left in place.glob(".*.tmp"):  # by a grader that was killed
                left.unlink(missing_ok=True)
        yield descriptors


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[tuple[int, ...]]:
    """The kernel lets go of it, even after SIGKILL. Windows has no such lock."""
    try:
        import fcntl
    except ImportError:
        yield ()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise UsageError(f"another grading writes into {folder}: wait for it.") from None
                time.sleep(0.05)
        yield (handle,)
    finally:
        os.close(handle)


def write_page(folder: Path, record: Record) -> None:
    """The page of one submission."""
    if (report := record.read_report()) is not None:
        write_whole(folder / PAGES / page_name(record), to_html(report))


def finish(
    folder: Path,
    configuration: Configuration,
    records: Iterable[Record],
    pairs: Sequence[Pair] | None,
    *,
    anew: bool = False,
) -> None:
    """Write everything that is made of the records, and results.jsonl last: its digest says that all is there.

    Pages that are there are kept, unless all are to be written anew.
    """
    ordered = sorted(records, key=lambda record: record.key)
    wanted = set[str]()
    for record in ordered:
        if record.outcome not in ("missing", "error"):
            wanted.add(page_name(record))
            if anew or not (folder / PAGES / page_name(record)).exists():
                write_page(folder, record)
    for page in (folder / PAGES).glob("*.html"):
        if page.name not in wanted:  # of a submission that is no longer there
            page.unlink()
    write_whole(folder / TABLE, to_table(ordered))
    if pairs is None:
        (folder / SIMILAR).unlink(missing_ok=True)
    else:
        write_whole(folder / SIMILAR, similar_table(pairs))
    write_whole(folder / INDEX, to_index(configuration, ordered, pairs))
    write_whole(folder / NAME, complete(configuration, ordered))
