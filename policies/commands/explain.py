"""`python -m policies explain`."""

from pathlib import Path

import click
import msgspec

from policies import Match, Matcher, load
from policies.commands.console import print_json, print_table
from policies.commands.letters import letters_of
from policies.commands.options import JSON, POLICY
from programs.commands import Command, InputError


class Explained(msgspec.Struct, frozen=True):
    """What a policy says about one name."""

    name: str
    verdict: str
    matches: tuple[Match, ...]


@click.command("explain", cls=Command, epilog="Example: python -m policies explain pearson mybanana jalen")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@POLICY
@JSON
def explain_command(names: tuple[str, ...], policy: Path | None, as_json: bool) -> None:
    """Say of each NAME whether it is banned, by which word, where in it, and under which rule.

    Like the bot, this reads lower-case letters only: "Ap-ple" is apple.
    """
    matcher = Matcher(load(policy))
    explained = tuple(_explain(matcher, name) for name in names)
    if as_json:
        print_json(explained)
        return
    rows = []
    for item in explained:
        for match in item.matches or (None,):
            where = f"[{match.start}:{match.end}] {item.name[match.start : match.end]}" if match else ""
            found = (match.word, where, match.group, match.rule) if match else ("", "", "", "")
            rows.append((item.name, item.verdict, *found))
    print_table(("name", "verdict", "word", "where", "group", "rule"), rows)


def _explain(matcher: Matcher, given: str) -> Explained:
    name = letters_of(given)
    if not name:
        raise InputError(f"{given!r} has no letters a-z, so it cannot be a name")
    matches = matcher.matches(name)
    verdict = "ordinary" if matcher.is_ordinary(name) else "banned" if matches else "clean"
    return Explained(name, verdict, matches)
