"""What is written about a class: how it was graded, a record for each submission, and a digest of both."""

from typing import Literal

import msgspec

from grader.cohort.finding.platforms import Student
from grader.report.record import Report

FORMAT = "fruitless-class-v1"

NO_REPORT = msgspec.Raw(b"null")

Outcome = Literal["passed", "failed", "rejected", "missing", "error"]
OUTCOMES: dict[Outcome, str] = {
    "passed": "nothing was found against it",
    "failed": "it was graded, and something failed",
    "rejected": "it is no submission, or its frozen part was changed: no points",
    "missing": "there was no file to grade",
    "error": "an error of the grader itself, which says nothing about it: the same command tries again",
}


class Configuration(msgspec.Struct, frozen=True, tag="configuration", tag_field="line"):
    """What every submission was held against. Records under another configuration are of another grading."""

    format: str
    grader: str  # its version
    seed: str
    policy: str  # its name
    policy_sha256: str
    weights_sha256: str
    plan_sha256: str
    timeout: float  # seconds for each response
    thorough: bool
    view: str
    sandbox: str | None  # what was asked for
    require_sandbox: str | None
    submissions_sha256: str | None = None  # of a part: of the keys of all submissions
    part: tuple[int, int] | None = None  # which, from 1, of how many


class Record(msgspec.Struct, frozen=True, tag="record", tag_field="line"):
    """What came of one submission."""

    key: str
    student: Student
    outcome: Outcome
    sha256: str | None = None
    same_as: str | None = None  # the key of the first submission with the same bytes
    why: str = ""  # it is missing, or the grader failed
    report: msgspec.Raw = NO_REPORT
    """As JSON, and read only when it is needed: a class has thousands."""

    def read_report(self) -> Report | None:
        return msgspec.json.decode(self.report, type=Report | None)


class Digest(msgspec.Struct, frozen=True, tag="digest", tag_field="line"):
    """The last line of results that are complete: the number of records, and the SHA-256 of all lines before."""

    records: int
    sha256: str


Line = Configuration | Record | Digest

to_line = msgspec.json.Encoder().encode
from_line = msgspec.json.Decoder(Line).decode
