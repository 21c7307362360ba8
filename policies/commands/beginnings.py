"""`python -m policies beginnings`."""

from pathlib import Path

import click

from policies.commands.files import write_atomically
from policies.commands.options import FILE
from policies.names.beginnings import count_beginnings, format_beginnings, read_names
from policies.names.given_names import NAMES
from programs.commands import Command, InputError


@click.command(
    "beginnings", cls=Command, epilog="Example: python -m policies beginnings --out beginnings.txt"
)
@click.option(
    "--names", type=FILE, metavar="FILE", default=NAMES, help="One name a line. Default: the names data set."
)
@click.option("--out", type=FILE, metavar="FILE", help="Where to write. Default: stdout.")
def beginnings_command(names: Path, out: Path | None) -> None:
    """Count what the names begin with, and keep the beginnings that are common."""
    counted = count_beginnings(read_names(names))
    text = format_beginnings(counted)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write_atomically(out, text.encode())
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error
    click.echo(f"{out}: wrote {len(counted)} beginnings")
