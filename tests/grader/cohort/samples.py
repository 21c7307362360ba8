"""Records and configurations for tests of what is made of them."""

import msgspec

from grader.cohort.finding.platforms import Student
from grader.cohort.record import FORMAT, Configuration, Outcome, Record
from grader.report.record import Report
from tests.grader.report.samples import GRADED, HOSTILE, REJECTED, filled

CONFIGURATION = Configuration(FORMAT, "1", "7", "fruit", "a", "b", "c", 5.0, False, "instructor", None, None)


def record(name: str, report: Report | None, outcome: Outcome | None = None, **more: str) -> Record:
    found = outcome or (report.verdict if report else "missing")
    raw = msgspec.Raw(msgspec.json.encode(report))
    return Record(f"{name}/bot.py", Student(name, more.pop("id", "")), found, report=raw, **more)


def scored(score: float) -> Report:
    return msgspec.structs.replace(GRADED, score=score, times=None)


CLASS = (
    record("ada", scored(100.0), id="1"),
    record("ben", scored(59.04), same_as="ada/bot.py"),
    record("cem", REJECTED),
    record("dora", None, why="no .py file in the folder"),
    record("eve", None, "error", why="Traceback\nValueError: odd\n"),
    record("fay", scored(8.3)),
)


def told(text: str) -> Report:
    """A report in which a class is shown this text wherever that can be."""
    report = filled(scored(50.0), HOSTILE)
    return msgspec.structs.replace(report, examples=(filled(report.examples[0], text),))


def hostile_class(text: str = HOSTILE) -> tuple[Record, ...]:
    """Whatever a student or a submission has a part in is hostile."""
    printed = "".join(letter for letter in text if letter.isprintable())
    return (
        *CLASS,
        record(printed, told(text), id=printed, why=printed, same_as=printed),
        record("=1+1", REJECTED, id="@SUM(A1)"),
    )
