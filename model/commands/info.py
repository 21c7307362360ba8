"""`python -m model info`."""

from pathlib import Path

import click

from model.commands.options import FILE
from programs.commands import Command


@click.command("info", cls=Command, epilog="Example: python -m model info long.json")
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def info_command(file: Path | None, as_json: bool) -> None:
    """Show what a weights FILE holds and how it was made.

    Without a FILE it is the frozen model.json.
    """
    from model.console import print_tables
    from model.info import describe, tables
    from model.weights import find_frozen, load

    path = file or find_frozen()
    summary = describe(load(path), str(path))
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(summary))
    else:
        print_tables(tables(summary))
