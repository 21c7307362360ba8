"""`python -m policies list`."""

from pathlib import Path

import click

from policies import load
from policies.commands.console import print_json, print_paragraph
from policies.commands.options import JSON, POLICY
from programs.commands import Command


@click.command("list", cls=Command, epilog="Example: python -m policies list --json")
@POLICY
@JSON
def list_command(policy: Path | None, as_json: bool) -> None:
    """Print everything that a policy says, group by group."""
    loaded = load(policy)
    if as_json:
        print_json(loaded)
        return
    stem = loaded.stem
    click.echo(f"{loaded.name}; a stem has at least {stem.letters} letters and {stem.share:.0%} of its word")
    for title, groups in (("anywhere", loaded.anywhere), ("whole", loaded.whole)):
        for group, words in groups.items():
            print_paragraph(f"{title}, {group} ({len(words)})", " ".join(words))
    for expression in loaded.expressions:
        print_paragraph(
            f"expression, {expression.name}", f"{expression.why}: {', '.join(expression.examples)}"
        )
    print_paragraph(f"ordinary ({len(loaded.ordinary)})", " ".join(loaded.ordinary))
    print_paragraph(f"left out ({len(loaded.left_out)})", " ".join(loaded.left_out))
