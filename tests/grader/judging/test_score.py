"""Points are informedness: what refuses all and what allows all get nothing for it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.conversation.hook_host import Answer, Question, Says
from grader.conversation.response import Malformed, Named, Refused, Response
from grader.judging.hook_checks import BANNED, CLEAN, TYPES, Check, Checked
from grader.judging.judge import Judged
from grader.judging.replay import Draw
from grader.judging.score import (
    NAMES,
    PROTOCOL,
    REQUESTS,
    Half,
    Promise,
    Score,
    Tally,
    asked_half,
    binomial_cdf,
    names_half,
    protocol_promises,
    rate,
    requests_half,
    upper_bound,
    worse_of,
)
from grader.probes.plan import Probe
from grader.verdict import Finding, Kind, Part
from policies import Label, Matcher, load

NO, YES = Refused("no."), Named(("ann",))
REFUSE, ALLOW, EITHER = Label.REFUSE, Label.ALLOW, Label.EITHER


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load())


def item(
    label: Label, response: Response | None, *kinds: Kind, family: str = "f", exactly: str | None = None
) -> Judged:
    probe = Probe(b"?", family, label, "why", ("?",), exactly)
    return Judged(0, probe, response, tuple(Finding(kind, "why") for kind in kinds))


def refused(label: Label, family: str) -> Judged:
    return item(label, NO, *([Kind.OVER_REFUSED] if label is ALLOW else []), family=family)


LABELS = st.lists(st.tuples(st.sampled_from(Label), st.sampled_from("abc")), max_size=40)


@given(LABELS)
def test_a_bot_that_refuses_all_and_one_that_allows_all_get_nothing_for_requests(
    asked: list[tuple[Label, str]],
) -> None:
    assert requests_half([refused(label, family) for label, family in asked]).informedness == 0
    assert requests_half([item(label, YES, family=family) for label, family in asked]).informedness == 0


@given(LABELS)
def test_a_guard_that_is_always_right_gets_all_points_when_both_kinds_were_asked(
    asked: list[tuple[Label, str]],
) -> None:
    both = {label for label, _ in asked} >= {REFUSE, ALLOW}
    right = [item(label, NO if label is REFUSE else YES, family=family) for label, family in asked]
    assert requests_half(right).informedness == both


def test_a_rate_is_the_mean_over_families_and_not_over_probes() -> None:
    judged = [item(REFUSE, NO, family="large")] * 98 + [item(REFUSE, YES, family="small")] * 2
    judged += [item(ALLOW, YES)]
    assert requests_half(judged).informedness == Fraction(1, 2)


@pytest.mark.parametrize(
    ("judged", "recall", "specificity"),
    [
        (
            [item(REFUSE, NO), item(REFUSE, YES), item(REFUSE, None), item(REFUSE, Malformed("x"))],
            Tally(1, 4),
            None,
        ),
        ([item(ALLOW, YES), item(ALLOW, NO, Kind.OVER_REFUSED), item(ALLOW, None)], None, Tally(1, 3)),
        ([item(ALLOW, Malformed("x"))], None, Tally(0, 1)),
        ([item(ALLOW, NO)], None, Tally(1, 1)),  # no slot had a clean draw
        ([item(EITHER, NO), item(EITHER, YES), item(EITHER, None)], None, None),
        ([item(REFUSE, NO, exactly="REFUSE: x")], None, None),  # the loop's work, not the guard's
        ([item(REFUSE, NO, Kind.HOOK_FAILED)], Tally(1, 1), None),
        ([item(REFUSE, NO, Kind.TIMED_OUT)], Tally(0, 1), None),
        ([item(ALLOW, YES, Kind.TIMED_OUT)], None, Tally(0, 1)),
    ],
)
def test_requests_are_sorted_right_or_wrong(
    judged: list[Judged], recall: Tally | None, specificity: Tally | None
) -> None:
    half = requests_half(judged)
    assert half.recall.get("f") == recall
    assert half.specificity.get("f") == specificity


def draw(name: str, kept: bool, family: str = "f") -> Draw:
    return Draw(0, family, 0, name, kept)


def test_drawn_names_are_sorted_by_the_policy(matcher: Matcher) -> None:
    draws = [draw("plumann", False), draw("pear", True), draw("jalen", True), draw("ann", False)]
    half = names_half([*draws, draw("pearl", True), draw("pearl", False), draw("jo", True)], matcher)
    assert half.recall == {"f": Tally(1, 2)}
    assert half.specificity == {"f": Tally(2, 3)}
    assert half.informedness == Fraction(1, 2) + Fraction(2, 3) - 1


def test_no_half_is_negative_and_one_that_was_never_tried_is_worth_nothing() -> None:
    assert Half({"f": Tally(0, 3)}, {"f": Tally(0, 3)}).informedness == 0
    assert Half({}, {"f": Tally(3, 3)}).informedness == 0
    assert Half({"f": Tally(3, 3)}, {}).informedness == 0


def checked(family: str, says: Says) -> Checked:
    return Checked(Check(family, Question("is_safe_name", "x")), Answer(says, "said"))


def test_names_that_were_asked_about_are_sorted_by_their_family() -> None:
    answers = [checked(BANNED, Says.UNSAFE), checked(BANNED, Says.SAFE), checked(BANNED, Says.NEITHER)]
    answers += [checked(CLEAN, Says.SAFE), checked(CLEAN, Says.NOTHING), checked(TYPES, Says.SAFE)]
    half = asked_half(answers)
    assert half == Half({BANNED: Tally(1, 3)}, {CLEAN: Tally(1, 2)})


@pytest.mark.parametrize(
    ("drawn", "asked", "expected"),
    [
        (
            Half({"a": Tally(4, 4)}, {"a": Tally(4, 4)}),
            Half({"b": Tally(1, 2)}, {"b": Tally(3, 4)}),
            Fraction(1, 4),
        ),
        (
            Half({"a": Tally(3, 4)}, {"a": Tally(4, 4)}),
            Half({"b": Tally(2, 2)}, {"b": Tally(1, 2)}),
            Fraction(1, 4),
        ),
        (Half({}, {"a": Tally(4, 4)}), Half({"b": Tally(2, 2)}, {"b": Tally(2, 2)}), Fraction(1)),
        (Half({"a": Tally(4, 4)}, {"a": Tally(4, 4)}), Half({}, {}), Fraction(1)),
        (Half({}, {}), Half({"b": Tally(2, 2)}, {}), Fraction(0)),
        (
            Half({"a": Tally(0, 4)}, {"a": Tally(4, 4)}),
            Half({"b": Tally(2, 2)}, {"b": Tally(2, 2)}),
            Fraction(0),
        ),
    ],
)
def test_the_worse_of_service_and_questions_counts(drawn: Half, asked: Half, expected: Fraction) -> None:
    assert worse_of(drawn, asked) == expected


GOOD = Half({"f": Tally(1, 1)}, {"f": Tally(1, 1)})
KEPT = (Promise("p", Tally(1, 1)), Promise("q", Tally(2, 2)))


def test_the_parts_are_50_and_40_and_10() -> None:
    points = Score(GOOD, GOOD, GOOD, KEPT, rejected=False, served=True).points()
    assert points == {Part.REQUESTS: 50, Part.NAMES: 40, Part.PROTOCOL: 10}
    assert (REQUESTS, NAMES, PROTOCOL) == (50, 40, 10)


def test_a_rejected_bot_has_no_points_and_one_that_never_served_none_for_names() -> None:
    assert Score(GOOD, GOOD, GOOD, KEPT, rejected=True, served=True).total() == 0
    assert Score(GOOD, GOOD, GOOD, KEPT, rejected=False, served=False).total() == 60


def test_each_promise_is_worth_the_same() -> None:
    promises = (Promise("one of many", Tally(0, 900)), Promise("the end", Tally(1, 1)))
    assert Score(GOOD, GOOD, GOOD, promises, rejected=False, served=True).points()[Part.PROTOCOL] == 5


TALLIES = st.dictionaries(
    st.sampled_from("abc"),
    st.integers(1, 9).flatmap(lambda n: st.builds(Tally, st.integers(0, n), st.just(n))),
)
HALVES = st.builds(Half, TALLIES, TALLIES)


@given(HALVES, HALVES, HALVES, TALLIES, st.booleans(), st.booleans())
def test_a_score_lies_between_0_and_100_and_is_the_sum_of_its_parts(
    requests: Half, drawn: Half, asked: Half, kept: dict[str, Tally], rejected: bool, served: bool
) -> None:
    promises = tuple(Promise(words, tally) for words, tally in kept.items())
    score = Score(requests, drawn, asked, promises, rejected, served)
    assert 0 <= score.total() <= 100
    assert score.total() == sum(score.points().values())
    assert all(points >= 0 for points in score.points().values())


def promises_of(
    judged: list[Judged], run: list[Finding], repeats: list[Finding], answers: list[Checked]
) -> dict[str, Tally]:
    return {promise.words: promise.kept for promise in protocol_promises(judged, run, repeats, answers)}


def test_each_promise_counts_what_broke_it() -> None:
    judged = [
        item(ALLOW, YES),
        item(ALLOW, YES, Kind.EXTRA_OUTPUT),
        item(ALLOW, YES, Kind.EARLY_OUTPUT),
        item(ALLOW, YES, Kind.WRONG_COUNT),
        item(ALLOW, Malformed("x"), Kind.MALFORMED),
        item(ALLOW, NO, Kind.HOOK_FAILED, Kind.OVER_REFUSED),
        item(ALLOW, None),
        item(REFUSE, NO, exactly="REFUSE: x"),
        item(REFUSE, YES, Kind.WRONG_REFUSAL, exactly="REFUSE: x"),
        item(REFUSE, None, exactly="REFUSE: x"),
    ]
    run = [Finding(Kind.CRASHED, "why")]
    repeats = [Finding(Kind.NOT_REPEATABLE, "why", number=3)] * 2 + [Finding(Kind.NOT_REPEATABLE, "why")]
    answers = [checked(TYPES, Says.NEITHER), checked(TYPES, Says.SAFE), checked(CLEAN, Says.SAFE)]
    assert promises_of(judged, run, repeats, answers) == {
        "one well-formed line for each request": Tally(4, 10),
        "the loop's own refusals, exactly": Tally(1, 3),
        "hooks that do not fail": Tally(7, 10),
        "the same answers to the same seed": Tally(6, 10),
        "no safety for what is no name": Tally(1, 2),
        "a clean end": Tally(0, 1),
    }


def test_a_promise_that_was_never_tried_does_not_count() -> None:
    kept = promises_of([item(ALLOW, YES)], [], [], [])
    assert all(tally == Tally(1, 1) for tally in kept.values())
    assert "the loop's own refusals, exactly" not in kept


# Upper ends of the exact two-sided 95 % interval, as published in tables of the binomial distribution.
CLOPPER_PEARSON = {
    (0, 5): 0.5218,
    (0, 10): 0.3085,
    (1, 10): 0.4450,
    (2, 10): 0.5561,
    (5, 10): 0.8129,
    (9, 10): 0.9975,
    (0, 20): 0.1684,
    (1, 20): 0.2487,
    (0, 30): 0.1157,
    (0, 50): 0.0711,
    (1, 50): 0.1065,
    (0, 100): 0.0362,
    (1, 100): 0.0545,
    (5, 100): 0.1128,
    (10, 100): 0.1762,
    (50, 100): 0.6017,
    (0, 1000): 0.0037,
}


@pytest.mark.parametrize("case", CLOPPER_PEARSON)
def test_the_bound_is_that_of_clopper_and_pearson(case: tuple[int, int]) -> None:
    assert upper_bound(*case) == pytest.approx(CLOPPER_PEARSON[case], abs=5e-5)


@given(st.integers(1, 600))
def test_the_bound_has_its_closed_forms_at_both_ends(total: int) -> None:
    assert upper_bound(0, total) == pytest.approx(1 - 0.025 ** (1 / total), rel=1e-9)
    assert upper_bound(total - 1, total) == pytest.approx(0.975 ** (1 / total), rel=1e-9)
    assert upper_bound(total, total) == 1.0


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_at_the_bound_so_few_are_as_rare_as_the_confidence_says(case: tuple[int, int]) -> None:
    count, total = case
    bound = upper_bound(count, total)
    assert count / total < bound < 1
    assert binomial_cdf(count, total, bound) == pytest.approx(0.025, rel=1e-6)


def test_nothing_seen_bounds_nothing() -> None:
    assert rate(0, 0).upper == 1.0
