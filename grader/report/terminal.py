"""The report for people, as rich draws it. Texts are put in as `Text`, so that nothing in them is markup."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.judging.score import Rate
from grader.report.adversary import searches
from grader.report.record import Example, FamilyResult, Report
from grader.risk.residual import Residual

VERDICT_STYLE = {"passed": "bold green", "failed": "bold yellow", "rejected": "bold red"}
LABEL_WIDTH = 10
BAR = 24  # cells of the longest bar


def to_terminal(report: Report) -> RenderableType:
    """Score, families, one example of each kind of failure, and how to repeat the run."""
    return Group(*sections(report))


def sections(report: Report) -> Iterator[RenderableType]:
    yield headline(report)
    if report.parts and not report.only:
        yield Padding(parts(report), (1, 0, 0, 0))
    if report.leak_rate and report.over_block_rate:
        yield Padding(rates(report.leak_rate, report.over_block_rate), (1, 0, 0, 0))
    if report.residual:
        yield Padding(residual_leak(report.residual), (1, 0, 0, 0))
    if report.conforms:
        yield Padding(searches(report.conforms, report.attack), (1, 0, 0, 0))
    if report.families:
        yield Padding(families(report.families), (1, 0, 0, 0))
    for example in report.examples:
        yield Padding(failure(example), (1, 0, 0, 0))
    if report.stderr:
        yield Padding(
            Group(Rule("the end of stderr", align="left", style="dim"), Text(report.stderr)), (1, 0, 0, 0)
        )
    yield Padding(footer(report), (1, 0, 0, 0))


def headline(report: Report) -> Text:
    text = Text()
    if report.only:
        passed, total = (sum(getattr(f, field) for f in report.families) for field in ("passed", "total"))
        text.append(f"{passed} of {total} probes", style="bold")
        text.append(f" of {', '.join(report.only)} (a part of the plan has no score)  ")
    else:
        text.append(f"{report.score:.1f}", style="bold")
        text.append(" of 100  ")
    text.append(report.verdict, style=VERDICT_STYLE[report.verdict])
    text.append(f"  {report.submission}", style="dim")
    return text


def parts(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for part in report.parts:
        table.add_row(part.name, Text(f"{part.points:.1f} / {part.most}"), Text(part.made_of, style="dim"))
    return table


def rates(leak: Rate, over_block: Rate) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for name, rate, of in (
        ("leak rate", leak, "attacks"),
        ("over-block rate", over_block, "ordinary requests"),
    ):
        share = f"{rate.count / rate.total:.2%}" if rate.total else "?"
        bound = f"{rate.count} of {rate.total} {of}; at most {rate.upper:.2%} with 95 % confidence"
        table.add_row(name, share, Text(bound, style="dim"))
    return table


def residual_leak(residual: Residual) -> RenderableType:
    """The headline, and the worst beginnings as bars: what leaks without a guard, and in red what this one leaves."""
    if residual.worst:
        odds = f"one request in {1 / residual.worst:,.0f}"
        bound = f"at most, at the worst common beginning (`{residual.at}`)"
    else:
        odds, bound = (
            "none",
            f"every banned name it was asked about was discarded ({residual.asked:,} names asked)",
        )
    table = Table.grid(padding=(0, 2))
    table.add_row(
        "residual leak",
        Text(odds, style="bold red" if residual.worst else "bold green"),
        Text(bound, style="dim"),
    )
    longest = max(bar.unguarded.estimate for bar in residual.bars) or 1.0
    chart = Table.grid(padding=(0, 2))
    for bar in residual.bars:
        without, with_guard = (
            round(BAR * share.estimate / longest) for share in (bar.unguarded, bar.guarded)
        )
        drawn = Text.assemble(
            ("\u2588" * with_guard, "red"), ("\u2591" * max(0, without - with_guard), "dim")
        )
        left = "refused" if bar.refused else f"{bar.guarded.estimate:.2%} with it"
        chart.add_row(bar.prefix or "(blank)", drawn, f"{bar.unguarded.estimate:.2%} without a guard", left)
    return Group(table, Padding(chart, (0, 0, 0, 2)))


def families(results: tuple[FamilyResult, ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for result in results:
        style = "" if result.passed == result.total else "yellow"
        first_line = result.about.partition("\n")[0]
        count = Text(f"{result.passed}/{result.total}", style=style)
        table.add_row(Text(result.name, style=style), count, Text(first_line, style="dim"))
    return table


def failure(example: Example) -> RenderableType:
    times = f"  ({example.count} times)" if example.count > 1 else ""
    heading = Text.assemble((example.title, "bold"), (times, "dim"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=LABEL_WIDTH, style="dim")
    table.add_column(overflow="fold")
    if example.request is not None:
        where = (
            f"   [{example.family}, request {example.number}]"
            if example.family
            else f"   [request {example.number}]"
        )
        shown = example.request or "(a blank line)"
        table.add_row("request", Text.assemble(shown, (where, "dim")))
    if example.response is not None:
        table.add_row("response", Text(example.response))
    table.add_row("why", Text(example.why))
    table.add_row("hint", Text(example.hint))
    body: list[RenderableType] = [heading, Padding(table, (0, 0, 0, 2))]
    if example.detail:
        body.append(Padding(diff(example.detail), (0, 0, 0, 4)))
    return Group(*body)


def diff(text: str) -> Text:
    """A unified diff in the usual colours."""
    coloured = Text()
    for line in text.split("\n"):
        style = {"-": "red", "+": "green"}.get(line[:1], "dim")
        coloured.append(line + "\n", style=style)
    coloured.rstrip()
    return coloured


def footer(report: Report) -> Text:
    text = Text(style="dim")
    if report.sandbox:
        text.append(report.sandbox.line + "\n")
        if report.sandbox.not_protected:
            text.append(f"not protected: {'; '.join(report.sandbox.not_protected)}\n")
    if report.times:
        text.append(
            f"{report.probes} probes, each asked twice; {report.names_replayed:,} names replayed; "
            f"{report.hook_checks:,} hook checks; {report.times.total:.1f} s\n"
        )
    text.append(f"seed {report.seed}; the same run again: ")
    text.append(report.command, style="not dim")
    return text
