"""What a place is told where there is nothing to grade, or no grade: a report like any other, without a point."""

from grader.packs.orders import Orders
from grader.report.formats import FORMATS
from grader.report.formats.plain import NO_SUBMISSION, NOT_GRADED
from grader.report.record import FORMAT, Example, Report
from grader.report.text import bounded
from grader.report.view import HIDDEN
from grader.verdict import Part

TELL = "This says nothing about your file. Hand it in again; if that does not help, tell your instructor."


def nothing_to_grade(orders: Orders, why: str) -> bytes:
    """For who handed in something else than one bot.py."""
    return told(orders, NO_SUBMISSION, "there is nothing to grade", why, "Nothing was run.")


def not_graded(orders: Orders, why: str) -> bytes:
    """For who did all right, where the grading failed."""
    return told(orders, NOT_GRADED, "your file was not graded", why, TELL)


def told(orders: Orders, code: str, title: str, why: str, hint: str) -> bytes:
    example = Example(
        code=code,
        title=title,
        part=Part.INTEGRITY.value,
        count=1,
        why=bounded(why),
        hint=hint,
        family="",
        number=None,
        request=None,
        response=None,
        detail="",
    )
    report = Report(
        format=FORMAT,
        submission="bot.py",
        policy=HIDDEN,
        only=(),
        seed=orders.seed or "",
        command="",
        examples=(example,),
    )
    return FORMATS[orders.place](report)
