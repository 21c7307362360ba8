"""One submission of a class, graded: the same function in a process beside this one and on another machine.

Only bytes cross. What is the same for all is made once in each process, and shared by those that are forked from it.
"""

import traceback
from pathlib import Path

import msgspec

from grader.cohort.kit import Kit, plan_digest, shared_by
from grader.errors import Rejected
from grader.grading.run import grade_read
from grader.report.text import printable
from grader.submission.source import Submission

SHOWN_TRACEBACK = 4_000  # characters, from its end


class Job(msgspec.Struct, frozen=True):
    """A submission: its path, as the report shows it, and its bytes; or why there can be no submission in it."""

    number: int
    path: str
    source: bytes
    why_not: str = ""


class Done(msgspec.Struct, frozen=True):
    """A report as JSON, and the digest of the plan that it is of; or how the grader failed."""

    number: int
    report: bytes = b""
    plan: str = ""
    error: str = ""


def grade_job(kit: Kit, job: Job) -> Done:
    """Grade one. Whatever goes wrong in the grader is told, and stops nobody.

    The report is without times: they are all that two gradings with one seed differ in.
    """
    read = Rejected(job.why_not) if job.why_not else Submission(job.path, job.source)
    try:
        shared = shared_by(kit)
        report = grade_read(Path(job.path), read, lambda: shared)
        report = msgspec.structs.replace(report, times=None)
        return Done(job.number, msgspec.json.encode(report), plan_digest(shared))
    except Exception as error:
        trace = "".join(traceback.format_exception(error))[-SHOWN_TRACEBACK:]
        return Done(job.number, error=printable(trace, keep="\n"))
