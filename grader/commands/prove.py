"""`python -m grader prove`: for every name at once, what a guard lets through and what it stops."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import FILE, json_option, policy_option, sandbox_option

if TYPE_CHECKING:
    from grader.adversary.proof import Claim, Proof

SHOWN = 20


@click.command(
    "prove",
    cls=Command,
    examples=(f"{PROGRAM} prove bot.py",),
    statuses={0: "proved", 1: "not proved", 3: "the file is rejected"},
)
@click.argument("path", type=FILE)
@policy_option
@sandbox_option
@json_option
@click.pass_context
def prove_command(
    context: click.Context, path: Path, policy: Path | None, sandbox: str | None, as_json: bool
) -> None:
    """Prove that is_safe_name stops every banned name and no other, or give the shortest counter-examples.

    It works for a guard that reads its lists as the shipped one does.
    """
    from grader.adversary.proving import prove
    from grader.grading.hosting import hosted
    from grader.sandbox import Level
    from grader.submission.pristine import pristine_bot

    with hosted(path, policy, None, Level(sandbox) if sandbox else None) as opened:
        proof = prove(opened.host, opened.bench.bans, opened.region, pristine_bot().region)
    status = 0 if proof.no_leak.verdict == proof.no_over_block.verdict == "proved" else 1
    with printing(status):
        show(proof, as_json)
    context.exit(status)


def show(proof: "Proof", as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(proof))
        return
    from grader.report.text import printable

    click.echo(printable("\n".join(_lines(proof)), keep="\n"))


def _lines(proof: "Proof") -> Iterator[str]:
    yield (
        f"policy {proof.policy!r}: {proof.states:,} pairs of states; "
        f"the hook was asked about {proof.asked:,} names first"
    )
    yield from _claim("every banned name is stopped", "pass", proof.no_leak)
    yield from _claim("no other name is stopped", "are stopped", proof.no_over_block)


def _claim(what: str, happens: str, claim: "Claim") -> Iterator[str]:
    yield f"{claim.verdict:13} {what}: {claim.reason}"
    if claim.verdict == "refuted" and claim.names:
        yield f"{'':13} {claim.names:,} names of up to 16 letters {happens}, by the words alone"
    for example in claim.counter_examples[:SHOWN]:
        banned_by = f" ({example.word})" if example.word not in ("", example.name) else ""
        yield f"{'':13} {example.name}{banned_by}"
    more = len(claim.counter_examples) - SHOWN
    if more > 0:
        yield f"{'':13} and {more} more"
