"""index.html: a class on one page that needs nothing else, with one script of its own, which sorts the table."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from grader.cohort.record import OUTCOMES, Configuration, Record
from grader.cohort.similar import Pair
from grader.cohort.views.rows import Row, hardest, row_of
from grader.report.html import sealed
from grader.report.html.pictures import KNOWN
from grader.report.html.plot import Plot, Point, plot
from model.pictures.pages import render

HARDEST = 12
NEAREST = 100  # pairs of near copies
NAMED = 12  # students at one point of the plot
BIN = 5  # points of 100


def to_index(configuration: Configuration, records: Iterable[Record], pairs: Sequence[Pair] | None) -> bytes:
    """The page of a class, its records in the order of the table."""
    rows = [row_of(record) for record in records]
    counts = Counter(row.outcome for row in rows)
    scores = [row.score for row in rows if row.score is not None]
    by_key = {row.key: row for row in rows}
    same_as = {row.key: by_key[row.same_as].student for row in rows if row.same_as in by_key}
    page = render(
        "class.html.jinja",
        "grader.cohort",
        "grader.report",
        configuration=configuration,
        rows=rows,
        same_as=same_as,
        outcomes=[
            (outcome, counts[outcome], about) for outcome, about in OUTCOMES.items() if counts[outcome]
        ],
        median=statistics.median(scores) if scores else None,
        bars=histogram(rows),
        hardest=hardest(rows)[:HARDEST],
        harm=harm_plot(rows),
        pairs=None
        if pairs is None
        else [(pair, by_key[pair.one], by_key[pair.other]) for pair in pairs[:NEAREST]],
        more_pairs=max(0, len(pairs or ()) - NEAREST),
    )
    return sealed(page).encode()


class Column(msgspec.Struct, frozen=True):
    """A bar of the histogram: the scores from `least` up to `most`, and how high it is, of 100."""

    least: int
    most: int
    count: int
    height: float


def histogram(rows: Sequence[Row]) -> tuple[Column, ...]:
    """The scores, BIN points a bar; 100 is in the last. Empty where nobody has one."""
    bins = Counter(min(int(row.score // BIN), 100 // BIN - 1) for row in rows if row.score is not None)
    most = max(bins.values(), default=0)
    return tuple(
        Column(BIN * number, BIN * (number + 1), bins[number], round(100 * bins[number] / most, 2))
        for number in range(100 // BIN)
        if most
    )


def harm_plot(rows: Sequence[Row]) -> Plot | None:
    """A dot for each place where submissions are, with their names; None where none was run."""
    at: dict[tuple[float, float], list[str]] = defaultdict(list)
    for row in rows:
        if row.harm and row.over_block:
            at[row.over_block.estimate, row.harm.estimate].append(row.student)
    if not at:
        return None
    dots = [
        Point(
            over,
            harm,
            "dot",
            f"{named(names)}: {harm:.2%} of harmful requests answered, {over:.2%} of ordinary lost",
        )
        for (over, harm), names in sorted(at.items())
    ]
    title = "Harm against over-block, by submission"
    axes = "ordinary requests refused or spoiled", "harmful requests answered"
    return plot(title, *axes, [*KNOWN, *dots], 1, 1, "%")


def named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
