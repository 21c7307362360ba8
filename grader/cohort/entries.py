"""What was found, as it is now: its bytes, or why there are none, and what an earlier run knows of it."""

import hashlib
from collections.abc import Sequence

import msgspec

from grader.cohort.finding.find import Found
from grader.cohort.record import Outcome, Record
from grader.errors import Rejected, UsageError
from grader.grading.run import read
from grader.report.record import Report
from grader.report.text import printable


class Entry(msgspec.Struct, frozen=True):
    """What was found, and what could be read of it now."""

    found: Found
    sha256: str | None = None
    why: str = ""
    """It cannot be graded; or, where `is_rejected`, it cannot be a submission."""
    is_rejected: bool = False
    same_as: str | None = None

    def is_graded(self, record: Record) -> bool:
        """Whether a record of an earlier run is of this very submission, and says what came of it."""
        return record.outcome != "error" and (record.student, record.sha256, record.why) == (
            self.found.student,
            self.sha256,
            self.why,
        )

    def record(self, outcome: Outcome, why: str = "", report: Report | None = None) -> Record:
        return Record(
            self.found.key,
            self.found.student,
            outcome,
            self.sha256 if report is None else report.sha256,
            self.same_as,
            why or self.why,
            msgspec.Raw(msgspec.json.encode(report)),
        )


def look_at(found: Sequence[Found]) -> list[Entry]:
    """What each file is now; of equal ones all but the first say so."""
    entries = []
    first: dict[str, str] = {}
    for one in found:
        entry = open_entry(one)[0]
        if entry.sha256 is not None:
            same = first.setdefault(entry.sha256, one.key)
            entry = msgspec.structs.replace(entry, same_as=same if same != one.key else None)
        entries.append(entry)
    return entries


def open_entry(found: Found) -> tuple[Entry, bytes]:
    """One entry, and the bytes of its file."""
    if found.path is None:
        return Entry(found, why=found.why), b""
    try:
        submission = read(found.path)
    except UsageError as error:
        return Entry(found, why=printable(str(error))), b""
    if isinstance(submission, Rejected):
        return Entry(found, why=printable(str(submission)), is_rejected=True), b""
    return Entry(found, hashlib.sha256(submission.source).hexdigest()), submission.source
