"""`python -m policies check`."""

import sys
from pathlib import Path

import click
import msgspec

from policies import FRUIT, PolicyError, Problem, audit, load, read_given_names
from policies.commands.console import print_json
from policies.commands.options import FILE, JSON, NAMES
from programs.commands import Command


class Checked(msgspec.Struct, frozen=True):
    """What a policy file holds, or why it must not be used."""

    file: str
    usable: bool
    summary: str
    problems: tuple[Problem, ...]


@click.command(
    "check", cls=Command, epilog="Example: python -m policies check my-policy.toml --names names.txt"
)
@click.argument("file", type=FILE, required=False)
@NAMES
@JSON
def check_command(file: Path | None, names: Path | None, as_json: bool) -> None:
    """Say what is wrong with a policy FILE (default: the fruit policy). Exit status 1 if something is.

    A file with an error is refused by everything else here. Beyond errors, no plural may slip through, and no
    name that people bear and no common beginning be banned by accident.
    """
    checked = _check(file or FRUIT, names)
    if as_json:
        print_json(checked)
    else:
        click.echo(f"{checked.file}: {checked.summary}")
        for problem in checked.problems:
            click.echo(f"  {problem.place}: {problem.reason}" if problem.place else f"  {problem.reason}")
    sys.exit(1 if checked.problems else 0)


def _check(path: Path, names: Path | None) -> Checked:
    given = read_given_names(names)
    try:
        policy = load(path)
    except PolicyError as error:
        if not path.is_file():
            raise
        return Checked(str(path), False, "cannot be used", error.problems)
    counts = {
        "words anywhere": len(policy.anywhere_words),
        "whole": len(policy.whole_words),
        "expressions": len(policy.expressions),
        "ordinary names": len(policy.ordinary),
        "left out": len(policy.left_out),
    }
    summary = ", ".join(f"{count} {title}" for title, count in counts.items())
    return Checked(str(path), True, summary, audit(policy, given))
