"""The command line: a click group with a command a file."""

import click

from model.commands.compare import compare_command
from model.commands.graph import graph_command
from model.commands.info import info_command
from model.commands.inspect import inspect_command
from model.commands.notebook import notebook_command
from model.commands.sample import sample_command
from model.commands.step import step_command
from model.commands.train import train_command
from model.errors import ModelError
from programs.commands import Group

STATUSES = "Exit status: 0 done; 1 interrupted, or nobody reads the output; 2 wrong use, or a file that cannot be used."


@click.group(cls=Group, statuses=STATUSES, refused=(ModelError,))
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """Train the tiny GPT, sample names from it, and look into it.

    \b
    Examples:
      python -m model train --out model.json
      python -m model sample ab -n 5 --seed 1
      python -m model info
      python -m model step 3
      python -m model compare --out compare.html
      python -m model graph "a*b + a" a=2 b=3 --out graph.svg
      python -m model inspect annabelle --out annabelle.html
      python -m model notebook --out microgpt.ipynb
    """


for command in (
    train_command,
    sample_command,
    info_command,
    step_command,
    compare_command,
    inspect_command,
    graph_command,
    notebook_command,
):
    main.add_command(command)
