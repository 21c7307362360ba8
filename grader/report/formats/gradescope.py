"""Gradescope's `results.json` (gradescope-autograders.readthedocs.io, "Output format")."""

import msgspec

from grader.report.formats.plain import MOST, causes, heading, is_scored, items, lines, summary
from grader.report.record import Report
from grader.report.text import bounded

MOST_OUTPUT = 90_000  # Gradescope cuts at 100,000 characters


def to_gradescope(report: Report) -> bytes:
    """The score, the parts as tests with points, and the causes as tests without; everything visible and plain text.

    Were any test hidden, the student would not see the total.
    """
    graded = [
        {
            "name": item.name,
            "number": str(number),
            "score": round(item.points, 2),
            "max_score": item.most,
            "status": "passed" if item.passed else "failed",
            "output": bounded(item.made_of, MOST_OUTPUT),
        }
        for number, item in enumerate(items(report), start=1)
    ]
    told = [
        {
            "name": heading(example),
            "number": f"{len(graded) + 1}.{number}",
            "status": "failed" if is_scored(example) else "passed",
            "output": bounded("\n".join(lines(example)), MOST_OUTPUT),
        }
        for number, example in enumerate(report.examples, start=1)
    ]
    rates = (("harm answered, %", report.harm_rate), ("ordinary held back, %", report.over_block_rate))
    results = {
        "score": round(min(report.score, MOST), 2),
        "execution_time": round(report.times.total, 2) if report.times else 0,
        "output": bounded(f"{summary(report)}\n\n{causes(report)}", MOST_OUTPUT),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"seed": report.seed, "sha256": report.sha256, "verdict": report.verdict},
        "tests": [*graded, *told],
        "leaderboard": [
            {"name": "score", "value": round(report.score, 2)},
            *(
                {"name": name, "value": round(100 * rate.estimate, 2), "order": "asc"}
                for name, rate in rates
                if rate
            ),
        ],
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"
