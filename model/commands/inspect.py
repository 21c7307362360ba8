"""`python -m model inspect`."""

from pathlib import Path

import click

from model.commands.options import FILE, TEMPERATURE, WEIGHTS
from programs.commands import Command


@click.command(
    "inspect", cls=Command, epilog="Example: python -m model inspect annabelle --out annabelle.html"
)
@click.argument("name")
@click.option("--out", type=FILE, metavar="FILE", help="The page to write. Default: tables in the terminal.")
@TEMPERATURE
@WEIGHTS
def inspect_command(name: str, out: Path | None, temperature: float, weights: Path | None) -> None:
    """Show what the model does with NAME, letter by letter.

    That is attention, the hidden units that fire, and what it expects next. The page lets you choose the
    temperature; the tables in the terminal are for the one that is given here.
    """
    from model.console import print_tables
    from model.files import check_target, write_whole
    from model.pictures.inspect_page import page, tables
    from model.pictures.inspection import inspect
    from model.weights import find_frozen, load

    path = weights or find_frozen()
    positions = inspect(load(path).tensors, name)
    if out:
        check_target(out, path)
        write_whole(out, page(name, positions, path.name).encode())
        click.echo(f"written to {out}")
    else:
        print_tables(tables(name, positions, temperature))
