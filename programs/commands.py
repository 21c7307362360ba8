"""A command and a group that say their exit statuses in every help, and end in a sentence, never a traceback."""

import os
import sys
from typing import Any, NoReturn

import click

WRONG_INPUT = 2


class InputError(click.ClickException):
    """What was wrong with the input, with exit status 2."""

    exit_code = WRONG_INPUT


class Group(click.Group):
    """A group that turns `refused`, the errors that its package raises about input, into a sentence.

    `statuses` is one line for the end of every help. A stdout that cannot be written to is a sentence too.
    """

    def __init__(
        self, *arguments: Any, statuses: str, refused: tuple[type[Exception], ...] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.statuses = statuses
        self.refused = refused

    def main(self, *arguments: Any, **options: Any) -> Any:
        try:
            return super().main(*arguments, **options)
        except OSError as error:
            # A file that could not be opened has a name.
            if error.filename is not None:
                raise
            refuse_output(error)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
        except self.refused as error:
            raise InputError(str(error)) from error
        sys.stdout.flush()
        return result

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(self.statuses)
        super().format_epilog(ctx, formatter)


class Command(click.Command):
    """A command whose help ends with its group's exit statuses and an example."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        group = ctx.find_root().command
        if isinstance(group, Group):
            formatter.write_paragraph()
            formatter.write_text(group.statuses)
        super().format_epilog(ctx, formatter)


def refuse_output(error: OSError) -> NoReturn:
    """End with a sentence and status 2. (Where a reader has gone away, click ends a program, with status 1.)"""
    # What Python holds back would fail once more at its end, and change the exit status to 120.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(f"Error: the output could not be written ({error.strerror})", err=True)
    sys.exit(WRONG_INPUT)
