"""The folder for Classroom 50: its autograder.py, started by the runner in a student's checkout."""

import sys
from pathlib import Path

import pytest

from tests.grader.making import REPOSITORY
from tests.grader.packs.places import (
    REJECTED,
    break_grader,
    hand_in,
    path_with_this_python,
    read,
    run,
    write_pack,
)
from tests.grader.report.formats.documented import check_classroom50
from tests.grader.report.formats.test_formats import RUNNER

pytestmark = pytest.mark.slow


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """What the runner has: the bundle, and beside it a checkout with what GitHub keeps there."""
    write_pack("classroom50", tmp_path / "bundle")
    hand_in(tmp_path / "checkout" / ".github", {"workflows.txt": "", "tool.py": ""})
    return tmp_path


def grade(runner: Path) -> int:
    """The runner's call: in the checkout, and with its variables."""
    program = (sys.executable, runner / "bundle" / "autograder.py")
    return run(*program, cwd=runner / "checkout", PATH=path_with_this_python(), **RUNNER).returncode


def test_a_submission_gets_its_result_in_the_working_folder(runner: Path) -> None:
    hand_in(runner / "checkout", {"bot.py": REJECTED})
    assert grade(runner) == 0
    result = read(runner / "checkout" / "result.json")
    check_classroom50(result)
    assert (result["classroom"], result["assignment"], result["owner"]) == ("cs", "fruitless", "ada-l")
    assert (result["score"], result["tests"][0]["passed"]) == (0, False)
    assert "an import that is not allowed" in result["tests"][0]["message"]


def test_a_checkout_without_a_bot_is_a_result_too(runner: Path) -> None:
    assert grade(runner) == 0
    result = read(runner / "checkout" / "result.json")
    check_classroom50(result)
    assert result["score"] == 0
    assert "There is no Python file" in result["tests"][0]["message"]


def test_where_the_grader_fails_the_runner_is_told_by_the_status(runner: Path) -> None:
    """Another status than 0 is a failure of the infrastructure there."""
    break_grader(runner / "bundle")
    hand_in(runner / "checkout", {"bot.py": REJECTED})
    assert grade(runner) == 1
    result = read(runner / "checkout" / "result.json")
    check_classroom50(result)
    assert result["score"] == 0


def test_nothing_of_a_checkout_is_imported_by_what_grades_it(runner: Path) -> None:
    """The autograder stands in the student's folder while it works."""
    taken = runner / "taken"
    poison = f"open({str(taken)!r}, 'a').write(__name__)\n"
    names = ("pip/__init__.py", "pip/__main__.py", "grader/__init__.py", "json.py", "msgspec.py", "venv.py")
    hand_in(runner / "checkout", dict.fromkeys(names, poison))
    assert grade(runner) == 0
    assert not taken.exists()
    assert "several Python files" in read(runner / "checkout" / "result.json")["tests"][0]["message"]


def test_a_pack_names_versions_and_hashes_of_what_it_installs(runner: Path) -> None:
    written = (runner / "bundle" / "requirements.txt").read_bytes()
    assert written == (REPOSITORY / "requirements" / "run.txt").read_bytes()
