"""`python -m grader attack`: the requests from which a guard most likely leaks."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import (
    FILE,
    chance_option,
    json_option,
    policy_option,
    sandbox_option,
    weights_option,
)
from grader.commands.risk import percent

if TYPE_CHECKING:
    from rich.table import Table

    from grader.adversary.search import Attack
    from grader.grading.attack import AttackReport


@click.command(
    "attack",
    cls=Command,
    examples=(f"{PROGRAM} attack bot.py --seconds 30",),
    statuses={0: "nothing was found", 1: "a request leaks", 3: "the file is rejected"},
)
@click.argument("path", type=FILE)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 300),
    default=10.0,
    show_default=True,
    help="For the search; 0 for one round.",
)
@chance_option
@policy_option
@weights_option
@sandbox_option
@json_option
@click.pass_context
def attack_command(
    context: click.Context,
    path: Path,
    seconds: float,
    seed: str,
    policy: Path | None,
    weights: Path | None,
    sandbox: str | None,
    as_json: bool,
) -> None:
    """Search the prefixes that a guard lets through for the request that most likely leaks."""
    from grader.commands.frame.progress import progress_bar
    from grader.grading.attack import make_attack_report
    from grader.sandbox import Level

    level = Level(sandbox) if sandbox else None
    with progress_bar("searching") as progress:
        report = make_attack_report(path, seed, seconds, policy, weights, level, progress)
    status = 1 if report.attack.leaks else 0
    with printing(status):
        show(report, as_json)
    context.exit(status)


def show(report: "AttackReport", as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(report))
        return
    from grader.commands.frame.console import Console

    console = Console()
    if report.attack.worst:
        console.print(_table(report.attack))
    console.print(_summary(report))


def _table(attack: "Attack") -> "Table":
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("request", "a draw is banned", "request leaks", "interval", "most likely"):
        left = title in ("request", "most likely")
        table.add_column(title, justify="left" if left else "right", no_wrap=title != "most likely")
    for worst in attack.worst:
        table.add_row(
            worst.prefix or "(blank)",
            percent(worst.unguarded.estimate),
            percent(worst.leaks.estimate),
            f"{percent(worst.leaks.low)} to {percent(worst.leaks.high)}",
            ", ".join(worst.names),
        )
    return table


def _summary(report: "AttackReport") -> str:
    attack = report.attack
    looked = (
        f"{report.asked:,} names were asked about first, and {report.kept:,} banned ones kept; then {attack.scored:,} "
        f"prefixes scored, {attack.requests:,} requests and {attack.names:,} names asked."
    )
    if not attack.leaks:
        most = max((worst.leaks.high for worst in attack.worst), default=0.0)
        bound = (
            f"at most {percent(most)} at each of the requests above"
            if most
            else "every banned name was discarded"
        )
        return f"Nothing leaks: {bound}.\n{looked}"
    worst = attack.worst[0]
    return (
        f"The worst request leaks with probability {percent(worst.leaks.estimate)}. "
        f"To see it: printf '{worst.prefix}\\n' | python bot.py\n"
        f"{looked}\nLower bounds are certain; upper bounds are wrong at most once in 20."
    )
