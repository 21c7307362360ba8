"""What other places read has the fields that they document, whatever a submission says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given

from grader.commands.outputs import ABOUT
from grader.report.formats import FORMATS
from grader.report.formats.classroom50 import to_classroom50
from grader.report.formats.gradescope import to_gradescope
from grader.report.formats.junit import to_junit
from grader.report.formats.prairielearn import to_prairielearn
from grader.report.formats.schema import to_schema
from grader.report.machine import to_json
from grader.report.record import Report
from grader.report.view import for_student
from grader.verdict import Part
from policies import load, read_given_names
from tests.conftest import REPOSITORY
from tests.grader.making import ALLOW_ALL, run_grader, with_region
from tests.grader.report.samples import GRADED, LEAK, REJECTED, filled, hostile
from tests.grader.report.test_text import ANY_TEXT

UNSCORED = msgspec.structs.replace(LEAK, part=Part.UNSCORED.value)
PASSED = msgspec.structs.replace(
    GRADED, verdict="passed", score=100.0, examples=(UNSCORED,), families=GRADED.families[:1]
)
REPORTS = {"graded": GRADED, "rejected": REJECTED, "passed": PASSED, "hostile": hostile(10_000)}
RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "fruitless",
    "MODE": "group",
    "GITHUB_REPOSITORY": "school/cs-fruitless-ada-l",
    "SUBMISSION_TAG": "submit/2026-11-21T00-00-00Z-abc",
    "COMMIT_URL": "https://example.invalid/commit",
    "RELEASE_URL": "https://example.invalid/release",
    "REVIEW_URL": "https://example.invalid/review",
}
every_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def read(view: Callable[[Report], bytes], report: Report) -> dict[str, object]:
    read: dict[str, object] = json.loads(view(report))
    return read


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_tells_a_student_what_is_hidden(name: str) -> None:
    shown = FORMATS[name](for_student(GRADED, load(), read_given_names(), "")).decode()
    assert not re.search(r"\b(figa?|melo?n?|appl)\b", shown)


def test_every_format_has_its_option() -> None:
    assert ABOUT.keys() == FORMATS.keys()


def test_the_published_schema_is_that_of_the_record() -> None:
    """After a change: `python -c "from grader.report.formats.schema import *; print(to_schema().decode(), end='')"`."""
    assert (REPOSITORY / "docs" / "report.schema.json").read_bytes() == to_schema()


@every_report
def test_json_is_the_record_again(report: Report) -> None:
    assert msgspec.json.decode(to_json(report), type=Report) == report


@every_report
def test_junit_has_what_its_readers_know(report: Report) -> None:
    root = ElementTree.fromstring(to_junit(report))
    (suite,) = root
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    cases, failures = suite.findall("testcase"), suite.findall("testcase/failure")
    assert suite.keys() == ["name", "tests", "failures", "errors", "time"]
    assert (int(suite.get("tests", "")), int(suite.get("failures", ""))) == (len(cases), len(failures))
    assert all(case.keys() == ["classname", "name", "time"] for case in cases)
    # Some readers show nothing else than this.
    assert all(case.get("name") for case in cases)
    assert all((failure.text or "").strip() for failure in failures)
    assert bool(failures) == (report.verdict != "passed")
    scored = [example for example in report.examples if example.part != Part.UNSCORED.value]
    assert len(cases) == len(report.families) + len(scored)


@given(ANY_TEXT)
def test_junit_can_hold_any_text(text: str) -> None:
    ElementTree.fromstring(to_junit(filled(GRADED, text)))


@every_report
def test_gradescope_gets_its_fields(report: Report) -> None:
    results = read(to_gradescope, report)
    assert results["score"] == round(report.score, 2)
    assert isinstance(results["execution_time"], float | int)
    assert {results["output_format"], results["test_output_format"], results["test_name_format"]} == {"text"}
    tests = results["tests"]
    assert isinstance(tests, list)
    assert report.verdict != "passed" or tests[-1]["status"] == "passed"
    # A hidden test would hide the total from the student.
    assert not any("visibility" in test for test in tests)
    assert all(test["status"] in ("passed", "failed") and test["name"] and test["number"] for test in tests)
    assert all(len(test["output"]) < 100_000 for test in tests)
    assert sum(test.get("max_score", 0) for test in tests) == 100
    assert isinstance(results["output"], str)
    assert len(results["output"]) < 100_000
    board = results["leaderboard"]
    assert isinstance(board, list)
    assert all(row.get("order", "desc") in ("asc", "desc") and row["name"] for row in board)


@every_report
def test_classroom50_gets_what_its_schema_asks_for(report: Report) -> None:
    for variables in (RUNNER, {}):
        result = json.loads(to_classroom50(report, variables))
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
        assert sum(test["score"] for test in result["tests"]) == result["score"] <= report.score
        assert result["max-score"] == 100
    told = json.loads(to_classroom50(report, RUNNER))
    assert (told["owner"], told["review"]) == ("ada-l", RUNNER["REVIEW_URL"])


@every_report
def test_prairielearn_gets_its_fields(report: Report) -> None:
    assert len(to_prairielearn(report)) < 1 << 20
    results = read(to_prairielearn, report)
    assert results["gradable"] == (report is not REJECTED)
    assert results["score"] == pytest.approx(report.score / 100)
    tests = results["tests"]
    assert isinstance(tests, list)
    # Where one has no points, none has.
    assert all(0 <= test["points"] <= test["max_points"] and test["name"] for test in tests)


@pytest.mark.slow
def test_a_grading_writes_all_files_and_none_where_one_cannot_be(tmp_path: Path) -> None:
    bot = tmp_path / "bot.py"
    bot.write_text(with_region(ALLOW_ALL), encoding="utf-8")
    targets = {name: tmp_path / f"result.{name}" for name in ABOUT}
    options = [word for name, path in targets.items() for word in (f"--{name}", path)]
    wrong = run_grader(bot, *options[:-1], tmp_path / "missing" / "result")
    assert wrong.returncode == 2
    assert not any(path.exists() for path in targets.values())
    done = run_grader(bot, "--seed", "1", *options)
    assert done.returncode == 1
    report = msgspec.json.decode(targets["json"].read_bytes(), type=Report)
    for name, path in targets.items():
        assert path.read_bytes() == FORMATS[name](report)


def test_a_part_of_the_plan_has_no_score_for_a_gradebook() -> None:
    refused = run_grader("bot/bot.py", "--only", "whole", "--gradescope", "never.json")
    assert refused.returncode == 2
    assert b"--gradescope takes a score" in refused.stderr
