"""The options that several commands of `python -m policies` have."""

from pathlib import Path

import click

FILE = click.Path(path_type=Path)

POLICY = click.option("--policy", type=FILE, metavar="FILE", help="A policy file. Default: the fruit policy.")
NAMES = click.option(
    "--names",
    type=FILE,
    metavar="FILE",
    help="What ordinary people are called, the commonest first. Default: the names data set.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
