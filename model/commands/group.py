"""What all commands of `python -m model` share: exit statuses in every help, and how they end."""

import errno

import click

from model.errors import ModelError

STATUSES = "Exit status: 0 done; 1 interrupted, or nobody reads the output; 2 wrong use, or a file that cannot be used."


class InputError(click.ClickException):
    """What was wrong with the input, with exit status 2."""

    exit_code = 2


class Command(click.Command):
    """A command whose help ends with the exit statuses and an example."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(STATUSES)
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """A group whose commands report what was wrong with the input in one sentence, with exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ModelError as error:
            raise InputError(str(error)) from error
        except OSError as error:
            # A file that could not be opened has a name. A closed pipe is ended by click, quietly.
            if error.filename is not None or error.errno == errno.EPIPE:
                raise
            raise InputError(f"the output could not be written ({error.strerror})") from error
