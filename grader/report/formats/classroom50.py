"""Classroom 50's `result.json`, the successor of GitHub Classroom (foundation50/classroom50, schemas/result-v1).

Whose result it is, the runner says in environment variables, and it stamps owner, type and time itself afterwards.
"""

import os
from collections.abc import Mapping

import msgspec

from grader.report.formats.plain import causes, items
from grader.report.record import Report
from grader.report.text import bounded

SCHEMA = "classroom50/result/v1"
NOWHERE = "https://example.invalid/"  # outside of a runner: a link that leads nowhere
EPOCH = "1970-01-01T00:00:00Z"
MOST_OUTPUT = 100_000


def to_classroom50(report: Report, variables: Mapping[str, str] = os.environ) -> bytes:
    """The parts as tests. Scores are whole numbers there, so each is rounded down: only what is full counts as full."""
    tests = [
        {
            "test-name": item.name,
            "passed": item.passed,
            "score": int(item.points + 1e-9),
            "max-score": item.most,
            "output": item.made_of,
        }
        for item in items(report)
    ]
    tests[0]["message"] = bounded(causes(report), MOST_OUTPUT)
    classroom, assignment = (variables.get(name) or "none" for name in ("CLASSROOM", "ASSIGNMENT"))
    repository = variables.get("GITHUB_REPOSITORY", "").rpartition("/")[2]
    commit = variables.get("COMMIT_URL") or NOWHERE
    result = {
        "schema": SCHEMA,
        "classroom": classroom,
        "assignment": assignment,
        "assignment_type": variables.get("MODE") or "individual",
        "owner": repository.removeprefix(f"{classroom}-{assignment}-") or "nobody",
        "submission": variables.get("SUBMISSION_TAG") or "submit/none",
        "commit": commit,
        "release": variables.get("RELEASE_URL") or NOWHERE,
        "review": variables.get("REVIEW_URL") or commit,
        "datetime": EPOCH,
        "score": sum(int(item.points + 1e-9) for item in items(report)),
        "max-score": sum(item.most for item in items(report)),
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"
