"""`python -m model notebook`."""

from pathlib import Path

import click

from model.commands.options import FILE, NAMES, STEPS
from programs.commands import Command


@click.command("notebook", cls=Command, epilog="Example: python -m model notebook --out microgpt.ipynb")
@NAMES
@click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    default=Path("microgpt.ipynb"),
    show_default=True,
    help="The notebook to write.",
)
@STEPS
def notebook_command(names: Path | None, out: Path, steps: int) -> None:
    """Write the course's steps 0 to 5 as a Jupyter notebook.

    It holds the names, and needs Python's standard library only.
    """
    from model.files import check_target, write_whole
    from model.pictures.notebook import notebook
    from model.training.names import load_names

    check_target(out, names)
    write_whole(out, notebook(load_names(names), steps).encode())
    click.echo(f"written to {out}")
