"""What was asked, family by family, and how the run can be repeated."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.report.record import FamilyResult, Report
from grader.risk.residual import Residual

BAR = 24  # cells of the longest bar


def families(results: tuple[FamilyResult, ...], full: bool) -> Table:
    """A row for each family; in a short report on one line each."""
    counts = [f"{result.passed}/{result.total}" for result in results]
    # Only what a family does may be cut short: it has what the other two leave.
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=max(len(result.name) for result in results))
    table.add_column(justify="right", width=max(map(len, counts)))
    table.add_column(no_wrap=not full, overflow="ellipsis", ratio=1)
    for result, passed in zip(results, counts, strict=True):
        style = "" if result.passed == result.total else "yellow"
        count = Text(passed, style=style)
        first_line = result.about.partition("\n")[0]
        table.add_row(Text(result.name, style=style), count, Text(first_line, style="dim"))
    return table


def residual_bars(residual: Residual) -> RenderableType:
    """The worst beginnings as bars: what leaks without a guard, and in red what this one leaves."""
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
    return Group("requests that leak, at the worst beginnings", chart)


def about_the_run(report: Report) -> RenderableType:
    """The sandbox, what was asked, and the command that asks it again, on a line that can be copied."""
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
    text.append(f"seed {report.seed}; the same run again:")
    # A terminal folds what is too long by itself, and copies it as one line; rich would break it in two.
    return Group(text, Text(f"  {report.command}", no_wrap=True, overflow="ignore"))
