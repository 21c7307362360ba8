"""Shares and their intervals, against published tables, the binomial distribution and closed forms."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import example as given_example
from hypothesis import given
from hypothesis import strategies as st

from grader.judging.estimate import Share, beta_cdf, clopper_pearson, share, with_interval

# The exact two-sided 95 % interval, as published in tables of the binomial distribution.
PUBLISHED = {
    (0, 5): (0.0, 0.5218),
    (0, 10): (0.0, 0.3085),
    (1, 10): (0.0025, 0.4450),
    (2, 10): (0.0252, 0.5561),
    (5, 10): (0.1871, 0.8129),
    (9, 10): (0.5550, 0.9975),
    (10, 10): (0.6915, 1.0),
    (1, 20): (0.0013, 0.2487),
    (0, 50): (0.0, 0.0711),
    (1, 100): (0.0003, 0.0545),
    (5, 100): (0.0164, 0.1128),
    (10, 100): (0.0490, 0.1762),
    (50, 100): (0.3983, 0.6017),
    (0, 1000): (0.0, 0.0037),
}
SAMPLED, WHOLE = 1.0, math.inf


@pytest.mark.parametrize("case", PUBLISHED)
def test_the_interval_is_that_of_clopper_and_pearson(case: tuple[int, int]) -> None:
    assert clopper_pearson(*case) == pytest.approx(PUBLISHED[case], abs=5e-5)


def at_most(count: int, total: int, probability: float) -> float:
    """P(X <= count) of a binomial X."""
    return math.fsum(
        math.comb(total, k) * probability**k * (1 - probability) ** (total - k) for k in range(count + 1)
    )


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_at_each_end_what_was_seen_is_as_rare_as_the_confidence_says(case: tuple[int, int]) -> None:
    count, total = case
    low, high = clopper_pearson(count, total)
    assert low <= count / total <= high
    if count < total:
        assert at_most(count, total, high) == pytest.approx(0.025, rel=1e-6)
    if count > 0:
        assert 1 - at_most(count - 1, total, low) == pytest.approx(0.025, rel=1e-6)
    assert (low == 0.0, high == 1.0) == (count == 0, count == total)


REAL = st.floats(0.05, 500)
PROBABILITY = st.floats(0.001, 0.999)


@given(PROBABILITY, REAL)
def test_the_beta_distribution_has_its_closed_forms(x: float, a: float) -> None:
    assert beta_cdf(x, a, 1) == pytest.approx(x**a, rel=1e-9, abs=1e-12)
    assert beta_cdf(x, 1, a) == pytest.approx(1 - (1 - x) ** a, rel=1e-9, abs=1e-12)


@given(PROBABILITY, REAL, REAL)
def test_the_beta_distribution_keeps_its_identities_for_any_numbers(x: float, a: float, b: float) -> None:
    """What is reflected, and what is one more (Abramowitz and Stegun, 26.5.2 and 26.5.16)."""
    value = beta_cdf(x, a, b)
    assert 0 <= value <= 1 + 1e-9
    assert value == pytest.approx(1 - beta_cdf(1 - x, b, a), abs=1e-9)
    log_step = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    log_step += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    assert value == pytest.approx(beta_cdf(x, a + 1, b) + math.exp(log_step), abs=1e-9)


@given(st.floats(0.1, 3_000), st.floats(0.1, 3_000))
@given_example(2391.3129781502253, 2449.3304679450166)
def test_the_beta_distribution_is_whole_where_one_side_takes_over_from_the_other(a: float, b: float) -> None:
    """There a number that was rounded may belong to neither side."""
    border = (a + 1) / (a + b + 2)
    left, right = (beta_cdf(math.nextafter(border, to), a, b) for to in (0.0, 1.0))
    assert left == pytest.approx(right, abs=1e-9)


@given(st.floats(0.5, 2_000))
def test_none_of_any_number_has_its_closed_form(total: float) -> None:
    low, high = clopper_pearson(0, total)
    assert (low, high) == pytest.approx((0.0, 1 - 0.025 ** (1 / total)), rel=1e-9)


@given(st.floats(1, 500), st.floats(0, 1), st.floats(0, 1))
def test_more_right_ones_move_both_ends_up(total: float, one: float, other: float) -> None:
    fewer, more = sorted((one * total, other * total))
    assert all(
        a <= b + 1e-12
        for a, b in zip(clopper_pearson(fewer, total), clopper_pearson(more, total), strict=True)
    )


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.floats(0.001, 1_000))
def test_questions_of_one_weight_are_counted(right: list[bool], weight: float) -> None:
    known = share((weight, SAMPLED, holds) for holds in right)
    assert known.estimate == pytest.approx(sum(right) / len(right))
    assert (known.low, known.high) == pytest.approx(clopper_pearson(sum(right), len(right)), abs=1e-9)


def test_a_question_counts_by_its_weight() -> None:
    """(3 + 1)^2 / (3^2 + 1^2) = 1.6 questions, of which 3/4 hold."""
    known = share([(3, SAMPLED, True), (1, SAMPLED, False)])
    assert known == Share(0.75, *clopper_pearson(1.2, 1.6))


def test_a_name_that_was_met_so_often_stands_for_so_many_draws() -> None:
    once = share([(1, SAMPLED, True)] * 4 + [(1, SAMPLED, False)] * 6)
    assert share([(4, 4.0, True), (6, 6.0, False)]) == once


def test_what_is_asked_whole_is_known_exactly() -> None:
    assert share([(1, WHOLE, True), (3, WHOLE, False)]) == Share(0.25, 0.25, 0.25)


def test_a_stratum_that_is_asked_whole_halves_the_doubt_about_the_rest() -> None:
    sampled = [(1.0, SAMPLED, number < 10) for number in range(100)]
    alone, beside = share(sampled), share([*sampled, (100.0, WHOLE, False)])
    assert beside.estimate == pytest.approx(alone.estimate / 2)
    # 200^2 / 100 questions: half the standard error of the 100.
    assert (beside.low, beside.high) == pytest.approx(clopper_pearson(20, 400), abs=1e-9)
    assert beside.high - beside.low < 0.55 * (alone.high - alone.low)


def test_where_nothing_was_asked_nothing_is_known() -> None:
    assert share([]) == Share(0.0, 0.0, 1.0)


SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted).map(lambda e: Share(e[1], e[0], e[2]))
KNOWN = st.dictionaries(st.sampled_from("abcd"), SHARES, min_size=1)
FACTORS = {"a": 2.0, "b": -3.0, "c": 0.5, "d": -1.0}


def weighted_sum(known: Mapping[str, Share]) -> float:
    return sum(FACTORS[key] * known[key].estimate for key in known)


@given(KNOWN)
def test_the_interval_of_a_sum_is_the_root_of_the_squared_moves(known: dict[str, Share]) -> None:
    total = with_interval(weighted_sum, known)
    up = down = 0.0
    for key, each in known.items():
        below, above = each.estimate - each.low, each.high - each.estimate
        up += (FACTORS[key] * (above if FACTORS[key] > 0 else below)) ** 2
        down += (FACTORS[key] * (below if FACTORS[key] > 0 else above)) ** 2
    assert total.estimate == pytest.approx(weighted_sum(known))
    assert total.high - total.estimate == pytest.approx(math.sqrt(up), abs=1e-9)
    assert total.estimate - total.low == pytest.approx(math.sqrt(down), abs=1e-9)


@given(KNOWN, st.sampled_from("abcd"), st.floats(0, 1), st.floats(0, 1))
def test_the_less_is_known_the_wider_the_interval(
    known: dict[str, Share], key: str, low: float, high: float
) -> None:
    each = known.setdefault(key, Share(0.5, 0.5, 0.5))
    wider = Share(each.estimate, min(each.low, low), max(each.high, high))
    narrow, wide = (with_interval(weighted_sum, {**known, key: one}) for one in (each, wider))
    assert wide.low <= narrow.low + 1e-12
    assert narrow.low <= narrow.estimate + 1e-12
    assert narrow.estimate <= narrow.high + 1e-12
    assert narrow.high <= wide.high + 1e-12
