"""`python -m model sample`."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from model.commands.options import TEMPERATURE, WEIGHTS
from programs.commands import Command


@click.command("sample", cls=Command, epilog="Example: python -m model sample ab -n 5 --seed 1")
@click.argument("prefix", default="")
@click.option(
    "-n", "count", type=click.IntRange(min=1), default=10, show_default=True, help="How many names."
)
@click.option(
    "--counts", is_flag=True, help="Print each distinct name with how often it came, commonest first."
)
@click.option("--seed", default="0", show_default=True, help="Any text; the same seed gives the same names.")
@TEMPERATURE
@WEIGHTS
def sample_command(
    prefix: str, count: int, counts: bool, seed: str, temperature: float, weights: Path | None
) -> None:
    """Print names that begin with PREFIX; no safety hook sees them."""
    import random

    import numpy as np

    from model.console import progress_bar
    from model.engine.engine import Engine, encode
    from model.engine.tree import count_lines, sample_lines
    from model.training.sampling import check_prefix
    from model.weights import find_frozen, load

    check_prefix(prefix)
    engine = Engine(load(weights or find_frozen()), temperature)
    rng = np.random.default_rng(random.Random(f"{seed}:{prefix}").getrandbits(128))
    lines = (count_lines if counts else sample_lines)(engine, encode([prefix])[0], count, rng)
    with progress_bar("sampling", count) if not sys.stdout.isatty() else nullcontext() as advance:
        written = 0
        for block in lines:
            click.echo(block, nl=False)
            written += block.count(b"\n")
            if advance:
                advance(written, "")
