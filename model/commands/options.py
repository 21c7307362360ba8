"""The options that several commands of `python -m model` have."""

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


def _temperature(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not 0.001 <= value <= 1000:  # false for what is no number, too
        raise click.BadParameter(f"temperature must be a positive number from 0.001 to 1000, not {value}")
    return value


NAMES = click.option(
    "--names", type=FILE, metavar="PATH", help="One name a line. Default: the 32,033 that come along."
)
STEPS = click.option(
    "--steps", type=click.IntRange(min=1), default=1000, show_default=True, help="How many updates."
)
TEMPERATURE = click.option(
    "--temperature",
    type=float,
    metavar="T",
    callback=_temperature,
    default=0.7,
    show_default=True,
    help="0.001 to 1000; the bot's is 0.7.",
)
WEIGHTS = click.option(
    "--weights", type=FILE, metavar="FILE", help="A weights file. Default: the frozen model.json."
)
