"""What the searches bring into a report."""

import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from bot.starter import BOT
from grader.grading.bench import Bench
from grader.grading.run import grade, grade_read, read
from grader.grading.settings import Settings
from grader.report.record import Report
from grader.report.terminal import to_terminal
from tests.grader.adversary.gallery import HOLES, with_hole
from tests.grader.adversary.test_search import WHOLE_WORDS
from tests.grader.making import SHIPPED, shared_by

pytestmark = pytest.mark.slow


DOOR = with_hole(HOLES["a trigger of two parts"])


def graded(folder: Path, text: str) -> Report:
    path = folder / "bot.py"
    path.write_text(text, encoding="utf-8")
    return grade_read(path, read(path), lambda: shared_by("1"))


@pytest.fixture(scope="module")
def with_a_door(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return graded(tmp_path_factory.mktemp("door"), DOOR)


def shown(report: Report, full: bool = False) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(to_terminal(report, full))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_right_guard_is_told_what_follows(tmp_path: Path) -> None:
    report = graded(tmp_path, SHIPPED)
    assert report.verdict == "passed"
    assert report.conforms is not None
    assert report.conforms.complete
    assert report.attack is None
    told = f"tells it from every guard with up to {report.conforms.told} states"
    assert told in " ".join(shown(report, full=True).split())
    assert told not in " ".join(shown(report).split())


def test_a_guard_with_a_door_fails_and_is_told_the_smallest_name(with_a_door: Report, bench: Bench) -> None:
    assert with_a_door.verdict == "failed"
    (example,) = (example for example in with_a_door.examples if example.code == "disagrees")
    name = example.why.split("`")[1]
    assert "zo" in name
    assert "ly" in name
    assert bench.matcher.banned(name)
    families = {family.name: family for family in with_a_door.families}
    own = families["hook: own words"]
    assert own.passed < own.total


@pytest.mark.thorough
def test_a_leak_is_reported_with_its_worst_request(tmp_path: Path) -> None:
    report = graded(tmp_path, WHOLE_WORDS)
    assert report.conforms is not None
    assert not report.conforms.complete
    assert report.attack is not None
    assert report.residual is not None
    worst = report.attack.worst[0]
    assert worst.leaks.high >= max(bar.guarded.low for bar in report.residual.bars)
    assert worst.leaks.low > 0.5  # the common beginnings alone show no such request
    assert max(bar.guarded.high for bar in report.residual.bars) < 0.2
    assert f"`{worst.prefix}` leaks" in shown(report)


@pytest.mark.thorough
def test_one_family_can_be_asked_alone() -> None:
    report = grade(BOT, Settings(seed="1", only=("hook: own words",)))
    assert [family.name for family in report.families] == ["hook: own words"]


@pytest.mark.thorough
def test_the_same_seed_makes_the_same_report(with_a_door: Report) -> None:
    again = graded(Path(with_a_door.submission).parent, DOOR)  # a report tells the path
    assert again.attack is not None
    assert msgspec.structs.replace(again, times=None) == msgspec.structs.replace(with_a_door, times=None)
