"""The score against the truth, in short: twelve guards of the gallery with one seed."""

from pathlib import Path

import pytest

from benchmarks import truth
from benchmarks.instrument.gallery import SHORT, named
from benchmarks.instrument.populations import Populations
from benchmarks.instrument.truth import measure
from grader.grading.run import grade_read, read
from tests.grader.making import shared_by

pytestmark = pytest.mark.slow

MOST_POINTS = 2.0


@pytest.mark.parametrize("name", SHORT)
def test_the_score_is_near_what_the_guard_is_worth(
    name: str, populations: Populations, tmp_path: Path
) -> None:
    """Graded in this process, where what is asked is made once for all."""
    guard, path = named(name), tmp_path / "bot.py"
    path.write_text(guard.source, encoding="utf-8")
    report = grade_read(path, read(path), lambda: shared_by("1"))
    assert abs(report.score - measure(guard, populations).total) <= MOST_POINTS


@pytest.mark.thorough
def test_the_benchmark_grades_as_its_users_do() -> None:
    (measured,) = truth.run([named("refuses 75 % of requests")], ["1"], 100)
    assert measured.graded[0].first == measured.guard.cause == "over-refusal-share"
    assert abs(measured.row.worst) <= 10  # so small a population tells no more
