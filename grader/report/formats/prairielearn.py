"""PrairieLearn's `results.json` (docs/externalGrading.md); the file may have at most 1 MB."""

import msgspec

from grader.report.formats.plain import MOST, NO_SUBMISSION, NOT_GRADED, causes, items, summary
from grader.report.record import Report
from grader.report.text import bounded

MOST_OUTPUT = 100_000  # characters, of up to four bytes each


def to_prairielearn(report: Report) -> bytes:
    """The score from 0 to 1, and the parts as tests with points. What is no submission takes no attempt."""
    unread = [example for example in report.examples if example.code in (NO_SUBMISSION, NOT_GRADED)]
    results = {
        "gradable": not unread,
        "score": min(1.0, report.score / MOST),
        "message": bounded(summary(report), MOST_OUTPUT),
        "output": bounded(causes(report), MOST_OUTPUT),
        "format_errors": [bounded(example.why, MOST_OUTPUT) for example in unread],
        "tests": [
            {
                "name": item.name,
                "description": item.made_of,
                "points": round(item.points, 2),
                "max_points": item.most,
                "message": "",
                "output": "",
            }
            for item in items(report)
        ],
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"
