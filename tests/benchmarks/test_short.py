"""The score against the truth, in short: twelve guards of the gallery with one seed."""

import pytest

from benchmarks import truth
from benchmarks.instrument.bars import Row
from benchmarks.instrument.gallery import SHORT, gallery

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

MOST_POINTS = 2.0


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    guards = [guard for guard in gallery() if guard.name in SHORT]
    measured = truth.run(guards, ["1"], truth.SHORT_SIZE)
    return {item.row.name: item.row for item in measured}


@pytest.mark.parametrize("name", SHORT)
def test_the_score_is_near_what_the_guard_is_worth(rows: dict[str, Row], name: str) -> None:
    assert abs(rows[name].worst) <= MOST_POINTS
