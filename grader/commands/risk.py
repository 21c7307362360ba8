"""`python -m grader risk`: exact leak probabilities of prefixes, with or without a guard in front."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import FILE, chance_option, json_option, policy_option, weights_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from grader.adversary.cost import Cost
    from grader.grading.risk import RiskReport
    from grader.risk.exact import DrawRisk, GuardedRisk, Interval

MOST_LETTERS, MOST_PREFIXES = 16, 100


@click.command(
    "risk",
    cls=Command,
    examples=(f"{PROGRAM} risk f appl gra man --guard bot.py",),
    statuses={0: "computed", 3: "the guard is no submission"},
)
@click.argument("prefixes", nargs=-1, required=True, metavar="PREFIX...")
@click.option("--guard", type=FILE, metavar="FILE", help="A bot.py whose two hooks stand in front.")
@chance_option
@policy_option
@weights_option
@json_option
def risk_command(
    prefixes: tuple[str, ...],
    guard: Path | None,
    seed: str,
    policy: Path | None,
    weights: Path | None,
    as_json: bool,
) -> None:
    """Compute how likely a draw is to be banned, and a request to leak."""
    from grader.grading.risk import make_risk_report

    for prefix in prefixes:
        if len(prefix) > MOST_LETTERS or not all("a" <= letter <= "z" for letter in prefix):
            raise click.UsageError(f"{prefix!r} is no prefix: give at most {MOST_LETTERS} letters a-z")
    if len(prefixes) > MOST_PREFIXES:
        raise click.UsageError(f"give at most {MOST_PREFIXES} prefixes at once, not {len(prefixes)}")
    report = make_risk_report(prefixes, guard, seed, policy, weights)
    with printing():
        show(report, as_json)


def show(report: "RiskReport", as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(report))
        return
    from grader.commands.frame.console import Console

    console = Console()
    console.print(_table(report))
    console.print(_summary(report))
    if report.costs:
        console.print(_costs(report.costs))


def _table(report: "RiskReport") -> "Table":
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 3, 0, 0))
    without = ("prefix", "banned", "interval", "one draw in", "mostly")
    behind = ("prefix", "banned", "and kept", "request leaks", "at most one in", "starves")
    for title in without if report.guarded is None else behind:
        left = title in ("prefix", "mostly")
        table.add_column(title, justify="left" if left else "right", no_wrap=title != "mostly")
    for index, draw in enumerate(report.draws):
        cells = (draw.prefix or "(blank)", percent(draw.banned.estimate))
        if report.guarded is None:
            table.add_row(*cells, _between(draw.banned), one_in(draw.banned.estimate), _words(draw))
        else:
            table.add_row(*cells, *_guarded_cells(report.guarded[index]))
    return table


def _guarded_cells(risk: "GuardedRisk") -> tuple[str, str, str, str]:
    if risk.refused:
        return "-", "refused", "never", "-"
    leaks = percent(risk.leaks.estimate)
    return percent(risk.passes.estimate), leaks, one_in(risk.leaks.high), percent(risk.starves.estimate)


def _words(draw: "DrawRisk") -> str:
    shares = [(share.word, share.probability / draw.banned.estimate) for share in draw.words]
    return ", ".join(f"{word} {share:.0%}" for word, share in shares if share >= 0.05)


def _between(interval: "Interval") -> str:
    return f"{percent(interval.low)} to {percent(interval.high)}"


def _summary(report: "RiskReport") -> str:
    guard = "without a guard" if report.guarded is None else "with the guard in front"
    what = "all of these prefixes" if len(report.draws) > 1 else "this prefix"
    return (
        f"A request for {what}, {guard}, emits a banned name with probability {percent(report.request.estimate)} "
        f"({_between(report.request)}).\n"
        "Lower bounds are certain; upper bounds are wrong at most once in 20."
    )


def _costs(costs: "Sequence[Cost]") -> "Table":
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 3, 0, 0), title_justify="left")
    table.title = "What the guard costs, in bits (KL of what is emitted from what the model says)"
    for title in ("prefix", "bits", "a perfect guard", "harmless lost", "draws a slot", "masking is off by"):
        table.add_column(title, justify="left" if title == "prefix" else "right")
    for cost in costs:
        if cost.refused:
            table.add_row(
                cost.prefix, "refused", f"{cost.perfect.estimate:.3g}", "all", "-", f"{cost.masking:.2g}"
            )
            continue
        table.add_row(
            cost.prefix or "(blank)",
            f"{cost.bits.estimate:.3g}",
            f"{cost.perfect.estimate:.3g}",
            percent(cost.lost.estimate),
            f"{cost.draws:.2f}",
            f"{cost.masking:.2g}",
        )
    return table


def percent(probability: float) -> str:
    """Three digits, down to a millionth: "3.12 %", "0.000451 %", "<0.0001 %"."""
    if 0 < probability < 1e-6:
        return "<0.0001 %"
    return f"{100 * probability:.3g} %"


def one_in(probability: float) -> str:
    """The N of "one in N"; "never" where it never happens."""
    if probability == 0:
        return "never"
    return f"{1 / probability:,.0f}" if probability < 0.1 else f"{1 / probability:.1f}"
