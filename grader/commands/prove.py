"""`python -m grader prove`: for every name at once, what a guard lets through and what it stops."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.adversary.proof import Claim, Proof

FILE = click.Path(path_type=Path)
LEVELS = ("isolated", "restricted", "limited", "unprotected")
SHOWN = 20


@click.command("prove", epilog="Example: python -m grader prove bot.py")
@click.argument("path", type=FILE)
@click.option("--policy", type=FILE, metavar="FILE", help="Another policy than fruit.toml.")
@click.option(
    "--sandbox", type=click.Choice(LEVELS), help="Exactly this level. Default: the best that works here."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def prove_command(path: Path, policy: Path | None, sandbox: str | None, as_json: bool) -> None:
    """Prove that is_safe_name stops every banned name and no other, or give the shortest counter-examples.

    It works for a guard that reads its lists as the shipped one does. Exit status: 0 proved; 1 not proved; 2 wrong use.
    """
    from grader.adversary.proving import prove
    from grader.errors import Rejected, UsageError
    from grader.grading.hosting import hosted
    from grader.report.record import printable
    from grader.sandbox import Level
    from grader.submission.pristine import pristine_bot

    try:
        with hosted(path, policy, None, Level(sandbox) if sandbox else None) as opened:
            proof = prove(opened.host, opened.bench.bans, opened.region, pristine_bot().region)
    except (UsageError, Rejected) as error:
        click.echo(f"grader: {printable(str(error))}", err=True)
        sys.exit(2)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(proof))
    else:
        click.echo(printable("\n".join(_lines(proof)), keep="\n"))
    sys.exit(0 if proof.no_leak.verdict == proof.no_over_block.verdict == "proved" else 1)


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
