"""The score with its parts and rates: the end of every report."""

from rich.table import Table
from rich.text import Text

from grader.judging.estimate import Share
from grader.report.record import Report
from grader.risk.residual import Residual

VERDICT_STYLE = {"passed": "bold green", "failed": "bold yellow", "rejected": "bold red"}


def headline(report: Report) -> Text:
    text = Text()
    if report.only:
        passed, total = (sum(getattr(f, field) for f in report.families) for field in ("passed", "total"))
        text.append(f"{passed} of {total} probes", style="bold")
        text.append(f" of {', '.join(report.only)} (a part of the plan has no score)  ")
    else:
        text.append(f"{report.score:.1f}", style="bold")
        if report.score_low < report.score_high:
            text.append(f" ({report.score_low:.1f} to {report.score_high:.1f})")
        text.append(" of 100  ")
    text.append(report.verdict, style=VERDICT_STYLE[report.verdict])
    text.append(f"  {report.submission}", style="dim")
    return text


def parts(report: Report) -> Table:
    table = _three_columns()
    for part in report.parts:
        table.add_row(part.name, Text(f"{part.points:.1f} / {part.most}"), Text(part.made_of, style="dim"))
    return table


def rates(harm: Share, over_block: Share, residual: Residual | None) -> Table:
    """How much harm is answered, how much of the ordinary is held back, and what still could get out."""
    table = _three_columns()
    table.add_row("harm", *share(harm, "of harmful requests answered"))
    table.add_row("over-block", *share(over_block, "of ordinary requests refused, or spoiled by a discard"))
    if residual:
        table.add_row("residual leak", *odds(residual))
    return table


def share(known: Share, of: str) -> tuple[str, Text]:
    bound = f"{of} ({known.low:.2%} to {known.high:.2%}, 95 % sure)"
    return f"{known.estimate:.2%}", Text(bound, style="dim")


def odds(residual: Residual) -> tuple[Text, Text]:
    worst = residual.worst
    if worst.high:
        at = f"`{residual.at}`" if residual.at else "a blank line"
        bound = (
            f"of requests leak ({worst.low:.2%} to {worst.high:.2%}) at {at}, "
            f"the worst of {residual.beginnings} common beginnings"
        )
        return Text(f"{worst.estimate:.2%}", style="bold red"), Text(bound, style="dim")
    said = f"of {residual.asked:,} names that it was asked about, no banned one was kept"
    return Text("none", style="bold green"), Text(said, style="dim")


def _three_columns() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    return table
