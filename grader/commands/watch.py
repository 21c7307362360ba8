"""`grade --watch bot.py`: grade again when the file is saved, and tell what changed since the last run."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.outputs import TO_STDOUT, Targets
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.report.record import Report

# So often it is looked whether the file was saved while nobody watched, or where the system does not say.
LOOK_MILLISECONDS = 1_000

Signature = tuple[int, int, int]
"""What is another after a save: time, inode and size."""


def check_watching(outputs: Targets) -> None:
    """Raise UsageError, with the remedy, for what cannot be watched, and where what watches is not installed."""
    if TO_STDOUT in outputs.items():
        raise UsageError("--watch shows report after report: give --json a file to write the last one to.")
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        raise UsageError(
            f"--watch needs the package watchfiles: `{sys.executable} -m pip install watchfiles`."
        ) from None


def watch(
    path: Path, grade: Callable[[], "Report"], show: Callable[["Report", "Report | None"], None]
) -> "Report":
    """Grade, and again after each save, until Ctrl-C; each report is shown beside the one before. The last one.

    Raises what the first grading raises; afterwards what cannot be graded is said, and the next save waited for.
    """
    seen = signature(path)
    report = grade()
    show(report, None)
    try:
        while True:
            click.echo(f"Watching {path}; Ctrl-C ends.", err=True)
            seen = wait_for_save(path, seen)
            try:
                after = grade()
            except UsageError as error:
                click.echo(f"grader: {error}", err=True)
                continue
            show(after, report)
            report = after
    except KeyboardInterrupt:
        return report


def wait_for_save(path: Path, seen: Signature | None) -> Signature:
    """Wait until the file is there and is another than was seen; its signature then.

    Its folder is watched, for many editors save by renaming a new file to the old name. Raises UsageError where the
    folder is gone.
    """
    import watchfiles

    told = False
    try:
        for _ in watchfiles.watch(
            path.parent,
            watch_filter=lambda _change, changed: Path(changed).name == path.name,
            rust_timeout=LOOK_MILLISECONDS,
            yield_on_timeout=True,
            recursive=False,
        ):
            now = signature(path)
            if now is not None and now != seen:
                return now
            if now is None and not told:
                click.echo(f"{path} is gone; waiting until it is there again.", err=True)
                told = True
    except OSError as error:
        raise UsageError(f"the folder of {path} cannot be watched ({error}).") from error
    raise UsageError(f"{path} cannot be watched any more.")


def signature(path: Path) -> Signature | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
