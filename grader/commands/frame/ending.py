"""How every command of the grader ends: with an exit status of the list, and a sentence where something is wrong."""

import contextlib
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from typing import NoReturn

import click

from grader.errors import GraderFault, Rejected, UsageError

INTERRUPTED = 130  # as a shell says it of SIGINT


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn whatever goes wrong into a sentence and its exit status. No traceback is shown, and none means 1."""
    from model.errors import TargetError

    try:
        yield
    except (UsageError, Rejected) as error:
        complain(str(error), error.exit_status)
    except TargetError as error:
        complain(str(error), UsageError.exit_status)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except Exception as error:
        said = str(error) if isinstance(error, GraderFault) else f"{type(error).__name__}: {error}"
        blame = "This is an error of the grader itself, not of the submission, and says nothing about it."
        complain(f"{said[:500]}\n{blame}\n{keep_traceback(error)}", GraderFault.exit_status)


def complain(message: str, exit_status: int) -> NoReturn:
    """Say it on stderr, and end. Raises click's Exit."""
    from grader.report.text import printable

    click.echo("grader: " + printable(message, keep="\n"), err=True)
    raise click.exceptions.Exit(exit_status)


@contextlib.contextmanager
def printing(exit_status: int = 0) -> Iterator[None]:
    """For what a command prints. Where the reader has gone it ends quietly, with this status.

    Raises UsageError for a stdout that is closed or cannot be written to.
    """
    if sys.stdout is None:
        raise UsageError("stdout is closed: send it somewhere, if only to a file.")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        let_go_of_stdout()
        raise click.exceptions.Exit(exit_status) from None
    except OSError as error:
        let_go_of_stdout()
        raise UsageError(f"stdout cannot be written to ({error.strerror}): send it elsewhere.") from error


def let_go_of_stdout() -> None:
    """Give Python something to flush into, so that it can end without a complaint."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def keep_traceback(error: BaseException) -> str:
    """A sentence that says where the traceback is: in a file of its own among the temporary ones."""
    lines = "".join(traceback.format_exception(error))
    try:
        descriptor, path = tempfile.mkstemp(prefix="grader-fault-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(lines)
    except OSError as failure:
        return f"Its traceback could not be kept ({failure.strerror})."
    return f"Please report it, with the traceback in {path}"
