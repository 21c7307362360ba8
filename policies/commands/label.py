"""`python -m policies label`."""

from pathlib import Path

import click
import msgspec

from policies import Labelled, Labeller, load, read_given_names
from policies.commands.console import print_json, print_table
from policies.commands.letters import letters_of
from policies.commands.options import JSON, NAMES, POLICY
from programs.commands import Command, InputError


class LabelledPrefix(msgspec.Struct, frozen=True):
    prefix: str
    labelled: Labelled


class LabelledRequest(msgspec.Struct, frozen=True):
    """The label of a request and those of its prefixes."""

    request: Labelled
    prefixes: tuple[LabelledPrefix, ...]


@click.command("label", cls=Command, epilog="Example: python -m policies label appl ma")
@click.argument("prefixes", metavar="[PREFIX]...", nargs=-1)
@POLICY
@NAMES
@JSON
def label_command(prefixes: tuple[str, ...], policy: Path | None, names: Path | None, as_json: bool) -> None:
    """Say what a guard should do with the request that these PREFIXes make; without any, with a blank one.

    Like the bot, this reads lower-case letters only, and drops a prefix that has none.
    """
    tokens = [token for prefix in prefixes for token in prefix.split()]
    seen = [letters for letters in map(letters_of, tokens) if letters] if tokens else [""]
    if not seen:
        raise InputError("no usable letters (a-z): the bot refuses such a line before any guard sees it")
    labeller = Labeller(load(policy), read_given_names(names))
    each = tuple(LabelledPrefix(prefix, labeller.prefix(prefix)) for prefix in seen)
    request = labeller.label(seen)
    if as_json:
        print_json(LabelledRequest(request, each))
        return
    rows = [(item.prefix or "(blank)", item.labelled.label.value, item.labelled.reason) for item in each]
    print_table(("prefix", "label", "reason"), rows)
    click.echo(f"request: {request.label.value}")
