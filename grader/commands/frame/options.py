"""The options that several commands have, each in one form."""

from pathlib import Path

import click

FILE = click.Path(path_type=Path)
LEVELS = ("isolated", "restricted", "limited", "unprotected")  # of grader.sandbox, which takes long to import

policy_option = click.option("--policy", type=FILE, metavar="FILE", help="Another policy than fruit.toml.")
weights_option = click.option("--weights", type=FILE, metavar="FILE", help="Another model.json.")
sandbox_option = click.option(
    "--sandbox", type=click.Choice(LEVELS), help="Exactly this level. Default: the best that works here."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
chance_option = click.option(
    "--seed", default="0", show_default=True, help="Any text, for what is left to chance."
)
