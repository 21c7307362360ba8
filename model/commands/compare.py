"""`python -m model compare`."""

from pathlib import Path

import click

from model.commands.options import FILE, NAMES, STEPS
from programs.commands import Command


@click.command("compare", cls=Command, epilog="Example: python -m model compare --out compare.html")
@NAMES
@click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    default=Path("compare.html"),
    show_default=True,
    help="The page to write.",
)
@STEPS
@click.option(
    "--taught", is_flag=True, help="Train on `Value` in place of NumPy: the same figures, in minutes."
)
def compare_command(names: Path | None, out: Path, steps: int, taught: bool) -> None:
    """Train all six steps and show them side by side on one page."""
    from model.console import progress_bar
    from model.files import check_target, write_whole
    from model.pictures.compare import page, train_all
    from model.training.names import load_names

    check_target(out, names)
    documents = load_names(names)
    with progress_bar("training six steps", 6 * steps) as advance:
        runs = train_all(
            documents, steps, taught=taught, each_step=lambda done, loss: advance(done, f"loss {loss:.4f}")
        )
    write_whole(out, page(runs, documents, taught=taught).encode())
    click.echo(f"written to {out}")
