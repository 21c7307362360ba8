"""What all commands of `python -m policies` share: exit statuses in every help, and how they end."""

import click

from policies import BeginningsError, PolicyError
from policies.write import WriteError

STATUSES = "Exit status: 0 done; 1 a check found something; 2 wrong use, or a file that cannot be used."


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
        except (BeginningsError, PolicyError, WriteError) as error:
            raise InputError(str(error)) from error
