"""`python -m policies write`."""

import sys
from pathlib import Path

import click

from policies import load, read_given_names
from policies.commands.files import write_atomically
from policies.commands.options import FILE, NAMES, POLICY
from policies.write import WriteError, outdated_lists, write_lists
from programs.commands import Command, InputError


@click.command("write", cls=Command, epilog="Example: python -m policies write bot/bot.py --check")
@click.argument("file", type=FILE)
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit status 1 if the file would change."
)
@POLICY
@NAMES
def write_command(file: Path, only_check: bool, policy: Path | None, names: Path | None) -> None:
    """Put a policy's lists into a bot FILE: its three lists of patterns, and nothing else of it."""
    loaded, given = load(policy), read_given_names(names)
    try:
        source = file.read_bytes()
        outdated = outdated_lists(source, loaded, given)
        if not outdated:
            click.echo(f"{file}: is up to date")
        elif only_check:
            click.echo(
                f"{file}: {', '.join(outdated)} differ from the policy: run `python -m policies write {file}`"
            )
            sys.exit(1)
        else:
            write_atomically(file, write_lists(source, loaded, given))
            click.echo(f"{file}: wrote {', '.join(outdated)}")
    except OSError as error:
        raise InputError(f"{file}: cannot be read or written: {error.strerror}") from error
    except WriteError as error:
        raise InputError(f"{file}: {error}") from error
