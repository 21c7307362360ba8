"""What a table or a page shows of each record."""

import hashlib
import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from grader.cohort.record import Outcome, Record
from grader.judging.estimate import Share
from grader.report.record import FamilyResult
from grader.report.text import bounded

SLUG_LETTERS = 40
NAME_LETTERS, NOTE_LETTERS = 120, 400


class Row(msgspec.Struct, frozen=True):
    """One submission, its texts bounded. What is None was not measured."""

    key: str
    student: str
    id: str
    late: bool
    outcome: Outcome
    score: float | None
    low: float | None
    high: float | None
    points: tuple[float, ...]  # by part of the score; empty for what was not run
    harm: Share | None
    over_block: Share | None
    first: str  # what was found against it, the dearest first: its title
    causes: tuple[str, ...]  # the codes of all
    families: tuple[FamilyResult, ...]
    note: str
    same_as: str  # the key of another
    sha256: str
    page: str  # its file's name; empty where there is none


def row_of(record: Record) -> Row:
    report = record.read_report()
    student = record.student
    return Row(
        key=record.key,
        student=bounded(student.name, NAME_LETTERS),
        id=bounded(student.id, NAME_LETTERS),
        late=student.late,
        outcome=record.outcome,
        score=report.score if report else None,
        low=report.score_low if report else None,
        high=report.score_high if report else None,
        points=tuple(part.points for part in report.parts) if report else (),
        harm=report.harm_rate if report else None,
        over_block=report.over_block_rate if report else None,
        first=bounded(report.examples[0].title, NOTE_LETTERS) if report and report.examples else "",
        causes=tuple(dict.fromkeys(example.code for example in report.examples)) if report else (),
        families=report.families if report else (),
        note=bounded(record.why.strip().rpartition("\n")[2], NOTE_LETTERS),
        same_as=record.same_as or "",
        sha256=record.sha256 or "",
        page=page_name(record) if report else "",
    )


def page_name(record: Record) -> str:
    """A file name that is good everywhere: the student's letters, and what tells it from all others."""
    plain = unicodedata.normalize("NFKD", record.student.name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LETTERS]
    digest = hashlib.sha256(record.key.encode()).hexdigest()[:12]
    return "-".join(filter(None, (slug, digest))) + ".html"


class Hard(msgspec.Struct, frozen=True):
    """A family of questions and how a class does there: the mean share that goes well, and how many have all of it."""

    name: str
    about: str
    mean: float
    whole: int
    of: int


def hardest(rows: Iterable[Row]) -> Sequence[Hard]:
    """Every family that was asked, the hardest first; each submission counts the same."""
    shares: dict[str, list[float]] = defaultdict(list)
    about: dict[str, str] = {}
    for row in rows:
        for family in row.families:
            if family.total:
                shares[family.name].append(family.passed / family.total)
                about[family.name] = family.about.partition("\n")[0]
    found = [
        Hard(name, about[name], statistics.fmean(own), sum(share == 1 for share in own), len(own))
        for name, own in shares.items()
    ]
    return sorted(found, key=lambda hard: (hard.mean, hard.name))
