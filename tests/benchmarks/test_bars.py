"""The bars, on rows whose figures can be told by hand."""

import pytest

from benchmarks.instrument.bars import Row, bars, percentile, ranks, reversed_pairs, spearman

GOOD = [Row("bad", 10, (10, 11)), Row("fair", 50, (49, 50)), Row("right", 100, (100, 100))]


def test_an_instrument_that_is_near_meets_every_bar() -> None:
    assert all(bar.is_met for bar in bars(GOOD))


@pytest.mark.parametrize(
    ("row", "missed"),
    [
        (Row("off", 80, (70, 70)), {"|score - T|, 95th percentile"}),
        (Row("unsteady", 80, (79, 82)), {"spread of the seeds, 95th percentile"}),
    ],
)
def test_one_guard_of_four_that_is_off_misses_its_bar(row: Row, missed: set[str]) -> None:
    assert {bar.title for bar in bars([*GOOD, row]) if not bar.is_met} == missed


def test_pairs_count_as_reversed_only_when_they_are_apart() -> None:
    worse, better, near = Row("worse", 40, (60,)), Row("better", 46, (50,)), Row("near", 44, (70,))
    assert reversed_pairs([worse, better, near]) == [(better, worse)]


def test_a_difference_is_that_of_the_worst_seed() -> None:
    row = Row("any", 50, (49, 55, 47))
    assert row.worst == 5
    assert row.spread == 8


def test_equal_values_share_their_rank() -> None:
    assert ranks([5, 1, 5]) == [1.5, 0, 1.5]
    assert spearman([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert spearman([1, 2, 3], [30, 20, 10]) == pytest.approx(-1)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3, 1, 2], 0.95) == 3
    assert percentile(range(1, 101), 0.95) == 95
