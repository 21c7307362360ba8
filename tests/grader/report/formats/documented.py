"""What each place documents of the file that it reads, as checks that any result must pass."""

import re
from typing import Any

Json = dict[str, Any]


def check_gradescope(results: Json) -> None:
    """gradescope-autograders.readthedocs.io, "Output format"."""
    assert 0 <= results["score"] <= 100
    assert isinstance(results["execution_time"], float | int)
    assert {results["output_format"], results["test_output_format"], results["test_name_format"]} == {"text"}
    assert isinstance(results["output"], str)
    assert len(results["output"]) < 100_000
    tests = results["tests"]
    # A hidden test would hide the total from the student.
    assert not any("visibility" in test for test in tests)
    assert all(test["status"] in ("passed", "failed") and test["name"] and test["number"] for test in tests)
    assert all(len(test["output"]) < 100_000 for test in tests)
    assert sum(test.get("max_score", 0) for test in tests) == 100
    assert all(row.get("order", "desc") in ("asc", "desc") and row["name"] for row in results["leaderboard"])


def check_classroom50(result: Json) -> None:
    """foundation50/classroom50, schemas/result-v1.schema.json."""
    assert result.keys() == {
        *("schema", "classroom", "assignment", "assignment_type", "owner", "submission", "commit"),
        *("release", "review", "datetime", "score", "max-score", "tests"),
    }
    assert result["schema"] == "classroom50/result/v1"
    assert result["assignment_type"] in ("individual", "group")
    assert result["submission"].startswith("submit/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["datetime"])
    assert all(result[name] for name in result.keys() - {"score"})
    for graded in (result, *result["tests"]):
        assert isinstance(graded["score"], int)
        assert 0 <= graded["score"] <= graded["max-score"]
    assert all(test["test-name"] and isinstance(test["passed"], bool) for test in result["tests"])
    assert sum(test["score"] for test in result["tests"]) == result["score"]
    assert result["max-score"] == 100


def check_prairielearn(results: Json) -> None:
    """PrairieLearn, docs/externalGrading.md, "Grading results"."""
    assert isinstance(results["gradable"], bool)
    assert 0 <= results["score"] <= 1
    assert isinstance(results["message"], str)
    assert isinstance(results["output"], str)
    assert all(isinstance(error, str) for error in results["format_errors"])
    # Where one has no points, none has.
    assert all(0 <= test["points"] <= test["max_points"] and test["name"] for test in results["tests"])
