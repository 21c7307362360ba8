"""results.csv: a line for each submission, that a spreadsheet reads and runs nothing of."""

import csv
import io
from collections.abc import Iterable, Sequence

from grader.cohort.record import Record
from grader.cohort.similar import Pair
from grader.cohort.views.rows import Row, row_of
from grader.judging.estimate import Share
from grader.report.text import printable

COLUMNS = (
    "student", "id", "late", "submission", "outcome", "score", "score_low", "score_high", "requests", "names",
    "protocol", "harm_rate", "over_block_rate", "causes", "note", "same_as", "sha256", "page",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula, the wide forms too; what is not printable is escaped before.
FORMULA = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")  # noqa: RUF001


def to_table(records: Iterable[Record]) -> bytes:
    """The records as CSV. A cell is empty where nothing was measured."""
    return written(COLUMNS, (cells(row_of(record)) for record in records))


def similar_table(pairs: Iterable[Pair]) -> bytes:
    """The pairs of near copies as CSV."""
    header = ("one", "other", "share_of_one", "share_of_other")
    return written(
        header, ((pair.one, pair.other, number(pair.of_one), number(pair.of_other)) for pair in pairs)
    )


def written(header: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for line in lines:
        writer.writerow([defused(cell) for cell in line])
    return out.getvalue().encode()


def cells(row: Row) -> list[str]:
    points = [number(part) for part in row.points] or ["", "", ""]
    return [
        row.student,
        row.id,
        "late" if row.late else "",
        row.key,
        row.outcome,
        number(row.score),
        number(row.low),
        number(row.high),
        *points,
        rate(row.harm),
        rate(row.over_block),
        " ".join(row.causes),
        row.note,
        row.same_as,
        row.sha256,
        f"pages/{row.page}" if row.page else "",
    ]


def defused(cell: str) -> str:
    """The cell as text, whatever it begins with; a quote in front keeps it from being a formula."""
    text = printable(cell)
    return f"'{text}" if text.lstrip()[:1] in FORMULA else text


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")


def rate(share: Share | None) -> str:
    return "" if share is None else number(share.estimate)
