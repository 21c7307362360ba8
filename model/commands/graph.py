"""`python -m model graph`."""

from pathlib import Path

import click

from model.commands.options import FILE
from programs.commands import Command


@click.command(
    "graph",
    cls=Command,
    epilog='Example: python -m model graph "a*b + a" a=2 b=3 --out graph.svg',
    context_settings={"ignore_unknown_options": True},  # "-a + b" is an expression
)
@click.argument("expression")
@click.argument("values", nargs=-1, metavar="[NAME=NUMBER]...")
@click.option("--out", type=FILE, metavar="FILE", help="The SVG file to write. Default: standard output.")
def graph_command(expression: str, values: tuple[str, ...], out: Path | None) -> None:
    """Draw EXPRESSION as a graph of values and gradients (SVG).

    It may have names, numbers, + - * / **, log(), exp() and relu(). Names without a value get 2, 3, 4, ...
    """
    from model.files import write_whole
    from model.pictures.expression import build, parse_assignments
    from model.pictures.graph import svg

    drawing = svg(build(expression, parse_assignments(values)), expression)
    if out:
        write_whole(out, drawing.encode())
        click.echo(f"written to {out}")
    else:
        click.echo(drawing)
