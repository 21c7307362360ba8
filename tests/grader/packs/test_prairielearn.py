"""The question for PrairieLearn: its entrypoint, started in a container's /grade."""

import uuid
from pathlib import Path

import pytest

from tests.grader.packs.places import (
    REJECTED,
    break_grader,
    hand_in,
    path_with_this_python,
    read,
    run,
    write_pack,
)
from tests.grader.report.formats.documented import check_prairielearn

pytestmark = pytest.mark.slow


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with the question; and what its container has, where /grade is a folder of that name here."""
    question, grade = tmp_path / "question", tmp_path / "grade"
    write_pack("prairielearn", question)
    (grade / "student").mkdir(parents=True)
    (grade / "tests").symlink_to(question / "tests")
    return tmp_path


def grade(course: Path) -> dict[str, object]:
    """As PrairieLearn starts what info.json names."""
    program, *arguments = read(course / "question" / "info.json")["externalGradingOptions"]["entrypoint"]
    moved = [word.replace("/grade", str(course / "grade"), 1) for word in (program, *arguments)]
    run(moved[0], *moved[1:], cwd=course, PATH=path_with_this_python())
    results = read(course / "grade" / "results" / "results.json")
    check_prairielearn(results)
    return results


def test_the_question_has_what_prairielearn_asks_for(course: Path) -> None:
    info = read(course / "question" / "info.json")
    assert uuid.UUID(info["uuid"]).version == 4
    assert (info["type"], info["gradingMethod"]) == ("v3", "External")
    assert info["title"]
    assert info["topic"]
    options = info["externalGradingOptions"]
    assert options["enabled"] is True
    assert options["timeout"] <= 600
    page = (course / "question" / "question.html").read_text()
    assert 'file-names="bot.py"' in page
    assert "<pl-external-grader-results>" in page


def test_another_pack_is_another_question_and_the_same_pack_the_same(tmp_path: Path) -> None:
    for name, seed in (("question", "1"), ("again", "1"), ("other", "2")):
        write_pack("prairielearn", tmp_path / name, seed=seed)
    first, again, other = (
        read(tmp_path / name / "info.json")["uuid"] for name in ("question", "again", "other")
    )
    assert first == again != other


def test_a_submission_gets_its_results(course: Path) -> None:
    hand_in(course / "grade" / "student", {"bot.py": REJECTED})
    results = grade(course)
    assert (results["gradable"], results["score"]) == (True, 0)
    assert "an import that is not allowed" in str(results["output"])


@pytest.mark.thorough
def test_what_is_no_verdict_takes_no_attempt(course: Path) -> None:
    hand_in(course / "grade" / "student", {"other.py": REJECTED})
    results = grade(course)
    assert results["gradable"] is False
    assert results["format_errors"] == ["Your file is called other.py. Call it bot.py, and hand it in again."]
    hand_in(course / "grade" / "student", {"bot.py": REJECTED})
    (course / "grade" / "student" / "other.py").unlink()
    break_grader(course / "question" / "tests")
    results = grade(course)
    assert results["gradable"] is False
    assert "exit status 4" in str(results["format_errors"])
