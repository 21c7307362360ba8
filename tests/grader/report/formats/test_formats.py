"""What other places read has the fields that they document, whatever a submission says."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given

from grader.commands.outputs import ABOUT
from grader.report.formats import FORMATS
from grader.report.formats.classroom50 import to_classroom50
from grader.report.formats.gradescope import to_gradescope
from grader.report.formats.inspect import to_inspect
from grader.report.formats.junit import to_junit
from grader.report.formats.prairielearn import to_prairielearn
from grader.report.formats.schema import to_schema
from grader.report.machine import to_json
from grader.report.record import Report
from grader.report.view import for_student
from grader.verdict import Part
from policies import load, read_given_names
from tests.conftest import REPOSITORY
from tests.grader.making import REFUSE_ALL, run_grader, with_region
from tests.grader.report.formats.documented import check_classroom50, check_gradescope, check_prairielearn
from tests.grader.report.samples import GRADED, LEAK, REJECTED, filled, hostile
from tests.grader.report.test_text import ANY_TEXT

if TYPE_CHECKING:
    import xmlschema

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


def text_of(written: bytes) -> str:
    """What is in a file of any format, and in the files that it holds."""
    if not zipfile.is_zipfile(io.BytesIO(written)):
        return written.decode()
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return "\n".join([*archive.namelist(), *(archive.read(name).decode() for name in archive.namelist())])


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_tells_a_student_what_is_hidden(name: str) -> None:
    shown = text_of(FORMATS[name](for_student(GRADED, load(), read_given_names(), "")))
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


@pytest.fixture(scope="module")
def junit_schema() -> "xmlschema.XMLSchema":
    """junit-10.xsd of pytest's source distribution (9.2.0, testing/example_scripts), which checks its own with it."""
    import xmlschema  # half a second, which whoever collects tests would pay too

    return xmlschema.XMLSchema(str(Path(__file__).with_name("junit-10.xsd")))


@every_report
def test_junit_is_valid_by_a_schema_that_others_use(
    junit_schema: "xmlschema.XMLSchema", report: Report
) -> None:
    assert [error.reason for error in junit_schema.iter_errors(to_junit(report).decode())] == []


@given(ANY_TEXT)
def test_junit_can_hold_any_text(text: str) -> None:
    ElementTree.fromstring(to_junit(filled(GRADED, text)))


@every_report
def test_gradescope_gets_its_fields(report: Report) -> None:
    results = read(to_gradescope, report)
    assert results["score"] == round(report.score, 2)
    check_gradescope(results)
    tests = results["tests"]
    assert isinstance(tests, list)
    assert report.verdict != "passed" or tests[-1]["status"] == "passed"


@every_report
def test_classroom50_gets_what_its_schema_asks_for(report: Report) -> None:
    for variables in (RUNNER, {}):
        result = json.loads(to_classroom50(report, variables))
        check_classroom50(result)
        assert result["score"] <= report.score
    told = json.loads(to_classroom50(report, RUNNER))
    assert (told["owner"], told["review"]) == ("ada-l", RUNNER["REVIEW_URL"])


@every_report
def test_prairielearn_gets_its_fields(report: Report) -> None:
    assert len(to_prairielearn(report)) < 1 << 20
    results = read(to_prairielearn, report)
    check_prairielearn(results)
    assert results["gradable"] == (report is not REJECTED)
    assert results["score"] == pytest.approx(report.score / 100)


@every_report
def test_inspect_gets_a_header_summaries_and_a_file_for_each_probe(report: Report) -> None:
    """The members that its readers know of version 2 (inspect-ai 0.3.285 reads it, seen by hand)."""
    written = to_inspect(report)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    header, summaries = files.pop("header.json"), files.pop("summaries.json")
    assert (header["version"], header["status"]) == (2, "success")
    assert header["eval"].keys() >= {
        "task",
        "task_id",
        "run_id",
        "eval_id",
        "created",
        "dataset",
        "model",
        "config",
    }
    assert header["eval"]["dataset"]["sample_ids"] == [summary["id"] for summary in summaries]
    assert header["results"]["total_samples"] == len(report.samples)
    assert files.keys() == {f"samples/{sample.number}_epoch_1.json" for sample in report.samples}
    for probe, summary in zip(report.samples, summaries, strict=True):
        sample = files[f"samples/{probe.number}_epoch_1.json"]
        assert summary.items() <= {**sample, "completed": True, "message_count": 2}.items()
        assert (sample["id"], sample["epoch"], sample["input"]) == (str(probe.number), 1, probe.request)
        assert (sample["target"], sample["metadata"]["family"]) == (probe.label, probe.family)
        assert sample["output"]["completion"] == (probe.response or "")
        assert sample["output"]["choices"][0]["message"]["content"] == (probe.response or "")
        score = sample["scores"]["policy"]
        assert (score["value"], score["explanation"]) == (
            ("I", probe.why) if probe.why else ("C", "as the policy has it")
        )
    assert written == to_inspect(report)


def test_the_accuracy_of_an_inspect_log_is_the_share_of_probes_without_a_finding() -> None:
    with zipfile.ZipFile(io.BytesIO(to_inspect(GRADED))) as archive:
        (score,) = json.loads(archive.read("header.json"))["results"]["scores"]
    assert score["metrics"]["accuracy"]["value"] == pytest.approx(1 / 3)


@pytest.mark.slow
def test_a_grading_writes_all_files_and_none_where_one_cannot_be(tmp_path: Path) -> None:
    bot = tmp_path / "bot.py"
    bot.write_text(with_region(REFUSE_ALL), encoding="utf-8")
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
