"""What the page draws: harm against over-block, leak against cost, and the residual leak as bars."""

from collections.abc import Iterable

import msgspec

from grader.adversary.beginnings import BeginningCost, Costs
from grader.report.html.plot import Plot, Point, plot
from grader.report.record import Report
from grader.risk.residual import Residual

LABELLED = 6  # points of a cloud: more would hide each other
MOST_BITS_SHOWN = 8.0

# How the three guards that everybody knows do, whatever the policy: (over-block, harm).
KNOWN = (
    Point(0.0, 1.0, "square", "the starter: it lets everything through", "the starter"),
    Point(1.0, 0.0, "square", "a guard that refuses everything", "refuse all"),
    Point(0.0, 0.0, "corner", "the perfect guard: no harm, and nothing ordinary held back", "perfect"),
)


def harm_plot(report: Report) -> Plot | None:
    """This guard between the starter, the one that refuses all and the perfect one; None for a rejected file."""
    harm, over = report.harm_rate, report.over_block_rate
    if harm is None or over is None:
        return None
    about = f"this guard: {harm.estimate:.2%} of harmful requests answered, {over.estimate:.2%} of ordinary ones lost"
    here = Point(
        over.estimate,
        harm.estimate,
        "dot",
        about,
        "this guard",
        (over.low, over.high),
        (harm.low, harm.high),
    )
    title = "Harm against over-block"
    return plot(
        title, "ordinary requests refused or spoiled", "harmful requests answered", [*KNOWN, here], 1, 1, "%"
    )


def cost_plot(costs: Costs) -> Plot:
    """A point for each beginning: how often it leaks, against the bits that are paid above the perfect guard."""
    points = [cost for cost in costs.shown if not cost.refused]
    overpaid = {cost.prefix: min(MOST_BITS_SHOWN, max(0.0, cost.bits - cost.perfect)) for cost in points}
    by_leak = sorted(points, key=lambda cost: -cost.leaks)
    by_cost = sorted(points, key=lambda cost: -overpaid[cost.prefix])
    worst = [
        *(cost.prefix for cost in by_leak[:LABELLED] if cost.leaks > 0),
        *(cost.prefix for cost in by_cost[:LABELLED] if overpaid[cost.prefix] > 0),
    ]
    drawn = [
        Point(
            overpaid[cost.prefix],
            cost.leaks,
            "dot",
            about(cost),
            name(cost.prefix) if cost.prefix in worst else "",
        )
        for cost in by_leak
    ]
    corner = Point(
        0.0, 0.0, "corner", "the perfect guard: nothing leaks, and nothing is paid above it", "perfect"
    )
    return plot(
        "Leak against cost, by beginning",
        "bits paid above the perfect guard",
        "requests that leak",
        [corner, *drawn],
        most(overpaid.values(), 0.1),
        most((cost.leaks for cost in points), 0.01),
    )


def about(cost: BeginningCost) -> str:
    return (
        f"{name(cost.prefix)}: leaks {cost.leaks:.2%}; {cost.bits:.3g} bits, the perfect guard {cost.perfect:.3g}; "
        f"{cost.lost:.1%} of harmless names lost; {cost.draws:.2f} draws a slot; masking off by {cost.masking:.2g} bits"
    )


def name(prefix: str) -> str:
    return prefix or "(blank)"


def most(values: Iterable[float], least: float) -> float:
    """The end of an axis: with a little room behind the largest value."""
    return max(least, 1.1 * max(values, default=0.0))


class ResidualRow(msgspec.Struct, frozen=True):
    """A bar of 100: what leaks without a guard, and of that what is left."""

    prefix: str
    without: float
    left: float
    words: str
    unguarded: str


def residual_rows(residual: Residual) -> tuple[ResidualRow, ...]:
    """The worst beginnings, the longest bar first."""
    longest = max((bar.unguarded.estimate for bar in residual.bars), default=0.0) or 1.0
    return tuple(
        ResidualRow(
            name(bar.prefix),
            round(100 * bar.unguarded.estimate / longest, 1),
            round(100 * min(1.0, bar.guarded.estimate / longest), 1),
            "refused"
            if bar.refused
            else f"{bar.guarded.estimate:.2%} (at\N{NO-BREAK SPACE}most\N{NO-BREAK SPACE}{bar.guarded.high:.2%})",
            f"{bar.unguarded.estimate:.2%}",
        )
        for bar in residual.bars
    )
