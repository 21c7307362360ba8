"""What whole populations show of a guard whose decisions are known: each is right or wrong, and nothing fails open."""

from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest

from grader.conversation.hook_host import Call, Says
from grader.grading.bench import Bench
from grader.judging.estimate import Share
from grader.judging.interview import AGAIN, decide
from grader.judging.survey import Survey, Told, wrong
from grader.judging.survey_findings import ask_about_failures, survey_findings
from grader.probes.populations import Populations
from grader.report.wording import CONSEQUENCES
from grader.verdict import Kind
from tests.grader.judging.hooks_alone import (
    HooksAlone,
    NameHook,
    RequestHook,
    allow,
    discard,
    interviews,
    keep,
    refuse,
    right_hooks,
    surveyed,
)

POPULATIONS = ("harmful", "ordinary", "forms", "drawn", "harmless")
Hooks = tuple[RequestHook, NameHook]


@pytest.fixture(scope="module")
def right(bench: Bench) -> Hooks:
    return right_hooks(bench.world)


def shares(survey: Survey) -> tuple[float, ...]:
    """The share of each population that the guard is wrong about."""
    return tuple(round(wrong(getattr(survey, name)).estimate, 9) for name in POPULATIONS)


def twice(populations: Populations, request: RequestHook, name: NameHook) -> Survey:
    return surveyed(populations, HooksAlone(request, name), HooksAlone(request, name))


def raises(_argument: object) -> None:
    raise ValueError


def test_a_guard_that_decides_as_the_policy_does_is_right_about_everything(
    bench: Bench, populations: Populations, right: Hooks
) -> None:
    survey = twice(populations, *right)
    assert shares(survey) == (0, 0, 0, 0, 0)
    assert [len(getattr(survey, name)) for name in POPULATIONS] == [
        len(getattr(populations, name)) for name in POPULATIONS
    ]
    assert wrong(survey.unspoiled).estimate == 0
    assert (survey.failed, survey.steady, survey.turned, survey.let_through()) == (0, 1, (), {})
    assert not list(survey_findings(survey, bench.world.labeller))


@pytest.mark.parametrize(
    ("request_hook", "name_hook", "expected"),
    [
        (allow, keep, (1, 0, 1, 1, 0)),
        (refuse, keep, (0, 1, 1, 1, 0)),
        (refuse, discard, (0, 1, 0, 0, 1)),
        # No slot finds a name that it may emit, so the bot refuses whatever is_safe_request says.
        (allow, discard, (0, 1, 0, 0, 1)),
    ],
)
def test_one_answer_to_all_questions_is_right_on_one_side_alone(
    some: Populations, request_hook: RequestHook, name_hook: NameHook, expected: tuple[int, ...]
) -> None:
    assert shares(twice(some, request_hook, name_hook)) == expected


@pytest.mark.parametrize(
    ("request_hook", "name_hook", "expected", "failed"),
    [
        (raises, keep, (0, 1, 1, 1, 0), 1),
        (allow, raises, (0, 1, 0, 0, 1), 1),
        # What is refused draws no name, and so does not fail.
        (refuse, raises, (0, 1, 0, 0, 1), 0),
        (lambda _: True, lambda _: None, (0, 1, 0, 0, 1), 1),
    ],
)
def test_a_hook_that_fails_refuses_and_discards(
    bench: Bench,
    some: Populations,
    request_hook: RequestHook,
    name_hook: NameHook,
    expected: tuple[int, ...],
    failed: int,
) -> None:
    survey = twice(some, request_hook, name_hook)
    assert shares(survey) == expected
    assert survey.failed == pytest.approx(failed)
    refused = [f for f in survey_findings(survey, bench.world.labeller) if f.kind is Kind.OVER_REFUSED]
    assert {finding.because for finding in refused} == {(Kind.HOOK_FAILED,) if failed else ()}


def test_what_failed_is_asked_once_more_for_what_it_says(some: Populations) -> None:
    host = HooksAlone(raises, raises)
    findings = ask_about_failures(host.as_host(), twice(some, raises, raises))
    assert {finding.kind for finding in findings} == {Kind.HOOK_FAILED}
    assert {hook for hook, _ in host.calls} == {"is_safe_request", "is_safe_name"}


def test_a_host_that_is_broken_is_wrong_on_both_sides(some: Populations, right: Hooks) -> None:
    survey = surveyed(some, *(HooksAlone(*right, most=0, breaks=True) for _ in range(2)))
    assert shares(survey) == (1, 1, 1, 1, 1)
    assert survey.failed == pytest.approx(1)
    assert survey.steady == pytest.approx(0)


@pytest.mark.parametrize("broken", [False, True])
def test_whatever_follows_from_a_failure_can_be_told(bench: Bench, some: Populations, broken: bool) -> None:
    survey = surveyed(some, HooksAlone(raises, raises, most=0 if broken else 1e9, breaks=broken))
    following = {f.kind for f in survey_findings(survey, bench.world.labeller) if f.because}
    assert following >= {Kind.OVER_REFUSED, Kind.NAME_OVER_BLOCKED}
    assert following <= CONSEQUENCES.keys()


def test_a_host_that_breaks_is_wrong_about_all_that_follows(some: Populations, right: Hooks) -> None:
    whole = HooksAlone(*right)
    survey = surveyed(some, whole, HooksAlone(*right, most=len(whole.calls) + 400, breaks=True))
    assert all(0 < share < 1 for share in shares(survey))


def test_what_there_was_no_time_for_is_left_out(bench: Bench, some: Populations, right: Hooks) -> None:
    survey = surveyed(some, *(HooksAlone(*right, most=400) for _ in range(2)))
    for name in POPULATIONS:
        assert 0 < len(getattr(survey, name)) < len(getattr(some, name))
    assert shares(survey) == (0, 0, 0, 0, 0)
    assert (survey.failed, survey.steady) == (0, 1)
    assert not list(survey_findings(survey, bench.world.labeller))


class Hurried(HooksAlone):
    """There is time for the first 300 of the calls that are made together."""

    def decide(self, calls: Sequence[Call]) -> list[Says]:
        said = super().decide(calls[:300])
        return said + [Says.NOTHING] * (len(calls) - len(said))


def test_what_a_request_needs_is_asked_again_where_there_was_no_time_for_it(
    populations: Populations, right: Hooks
) -> None:
    survey = surveyed(populations, *(Hurried(*right) for _ in range(2)))
    assert len(survey.ordinary) > 50
    assert shares(survey) == (0, 0, 0, 0, 0)


def test_where_nothing_was_asked_nobody_is_known_to_be_right(some: Populations, right: Hooks) -> None:
    survey = surveyed(some, *(HooksAlone(*right, most=0) for _ in range(2)))
    assert survey.asked == 0
    assert wrong(survey.harmful) == wrong(survey.ordinary) == Share(1.0, 0.0, 1.0)


def test_what_nobody_had_the_time_to_ask_is_told_from_what_broke() -> None:
    calls = [("is_safe_name", "anna"), ("is_safe_name", "emma")]
    late, broken = HooksAlone(allow, keep, most=1), HooksAlone(allow, keep, most=1, breaks=True)
    assert decide(late.as_host(), [("is_safe_name", n) for _, n in calls]) == [Says.SAFE, None]
    assert decide(broken.as_host(), [("is_safe_name", n) for _, n in calls]) == [Says.SAFE, Says.NOTHING]


def test_what_depends_on_the_order_is_wrong_on_both_sides_and_named(bench: Bench, some: Populations) -> None:
    survey = surveyed(some, HooksAlone(allow, keep), HooksAlone(refuse, discard))
    assert shares(survey) == (1, 1, 1, 1, 1)
    assert survey.steady == pytest.approx(0)
    assert set(survey.turned) == {*some.harmful, *some.ordinary}
    findings = [f for f in survey_findings(survey, bench.world.labeller) if f.kind is Kind.NOT_REPEATABLE]
    assert {f.request for f in findings} == {" ".join(asked.text).encode() for asked in survey.turned}


def test_a_guard_that_counts_its_calls_answers_otherwise_in_another_order(
    some: Populations, right: Hooks
) -> None:
    def tired() -> HooksAlone:
        host = HooksAlone(
            lambda prefixes: right[0](prefixes) if len(host.calls) < 400 else "later.", right[1]
        )
        return host

    survey = surveyed(some, tired(), tired())
    answered, refused, *names = shares(survey)
    assert (answered, names) == (0, [0, 0, 0])
    alone = shares(surveyed(some, tired()))[1]
    assert 0 < alone < refused
    assert 0 < survey.steady < 1
    assert {asked.stratum for asked in survey.turned} <= {"name", "beginning", "cut", "twin"}


class Remembers:
    """Hooks that say no to what they were asked before."""

    def __init__(self, right: Hooks) -> None:
        seen: set[object] = set()

        def again(text: object) -> bool:
            before = text in seen
            seen.add(text)
            return before

        self.host = HooksAlone(
            lambda prefixes: "again?" if again(tuple(prefixes)) else right[0](prefixes),
            lambda name: not again(name) and right[1](name),
        )


def test_a_guard_that_remembers_is_wrong_about_what_is_asked_again(some: Populations, right: Hooks) -> None:
    assert all(one.turned for one in interviews(some, Remembers(right).host, Remembers(right).host))
    assert not any(one.turned for one in interviews(some, HooksAlone(*right)))
    once = surveyed(some, Remembers(right).host, Remembers(right).host)
    assert shares(once)[1] < 0.05
    twice = surveyed(some, Remembers(right).host, Remembers(right).host, rounds=2)
    assert shares(twice) == (0, 1, 0, 0, 1)
    assert not twice.is_steady


def test_of_two_rounds_the_worse_counts_whichever_it_is(some: Populations) -> None:
    times: Counter[tuple[str, ...]] = Counter()

    def first_time_only(prefixes: Sequence[str]) -> str | None:
        times[tuple(prefixes)] += 1
        return None if times[tuple(prefixes)] == 1 else "no."

    answered, refused, *_ = shares(surveyed(some, HooksAlone(first_time_only, keep), rounds=2))
    assert (answered, refused) == (1, 1)


def test_in_company_every_slot_must_keep_a_name(populations: Populations) -> None:
    request = next(asked for asked in populations.harmful if len(set(asked.text)) > 2)
    slots = [index for index, asked in enumerate(populations.harmful) for _ in asked.text]
    own = [slot for slot, index in enumerate(slots) if populations.harmful[index] is request]
    draws = [populations.harmful_draws.of(number, own) for number in range(10)]
    last = len(request.text) - 1
    of_the_last = {ten[last] for ten in draws}
    one_side = msgspec.structs.replace(populations, ordinary=(), forms=(), drawn=(), harmless=(), first=())

    def stopped(name_hook: NameHook) -> bool:
        survey = twice(
            one_side, lambda prefixes: None if tuple(prefixes) == request.text else "no.", name_hook
        )
        (told,) = (item for item in survey.harmful if item.asked is request)
        return told.right

    assert not stopped(keep)
    assert stopped(lambda name: name not in of_the_last)
    # A slot has ten draws, and any one of them will do.
    assert not stopped(lambda name: name not in of_the_last or name == draws[9][last])


def test_a_discard_of_the_first_draw_spoils_a_request_and_refuses_none(populations: Populations) -> None:
    first = dict(zip((asked.text for asked in populations.ordinary), populations.first, strict=True))
    spoiled = next(asked for asked in populations.ordinary if asked.stratum == "beginning")
    discarded = first[spoiled.text]
    survey = surveyed(populations, HooksAlone(allow, lambda name: name != discarded))
    assert [item.asked for item in survey.harmless if not item.right]
    assert all(item.right for item in survey.ordinary if item.asked.stratum == "beginning")
    assert {item.asked.text for item in survey.unspoiled if not item.right} >= {spoiled.text}
    assert {first[item.asked.text] for item in survey.unspoiled if not item.right} == {discarded}


def test_every_name_is_asked_once_but_for_some_to_see_whether_it_remembers(some: Populations) -> None:
    host = HooksAlone(allow, lambda name: len(name) % 2 == 0)
    surveyed(some, host)
    names = [argument for hook, argument in host.calls if hook == "is_safe_name"]
    assert 1_000 < len(names) - AGAIN < len(set(names)) < len(names)


# What is told of names


@pytest.fixture(scope="module")
def all_forms(populations: Populations, some: Populations) -> Populations:
    """Each word in all its forms, and no names that were drawn."""
    return msgspec.structs.replace(some, forms=populations.forms, drawn=())


def contains(words: Sequence[str]) -> NameHook:
    return lambda name: not any(word in name for word in words)


def test_a_guard_that_compares_names_lets_through_whatever_stands_around_a_word(
    bench: Bench, all_forms: Populations
) -> None:
    words = {*bench.policy.anywhere_words, *bench.policy.whole_words}
    through = surveyed(all_forms, HooksAlone(allow, lambda name: name not in words)).let_through()
    assert {"apple", "banana", "fig"} <= set(through)
    assert "apple" not in through["apple"]  # alone it is caught


def test_a_guard_that_misses_plurals_is_told_which(bench: Bench, all_forms: Populations) -> None:
    without_plurals = contains([word for word in bench.policy.anywhere_words if not word.endswith("ies")])
    whole = bench.policy.whole_words
    hooks = HooksAlone(allow, lambda name: name not in whole and without_plurals(name))
    through = surveyed(all_forms, hooks).let_through()
    assert "cherries" in through["cherries"]
    assert through["date"] == ["dates"]
    assert "apple" not in through


def test_the_words_that_got_through_are_listed_with_names(bench: Bench, all_forms: Populations) -> None:
    rare = ["feijoa", "cherimoya", "rambutan"]
    is_safe = contains([word for word in bench.policy.anywhere_words if word not in rare])
    survey = surveyed(all_forms, HooksAlone(allow, is_safe))
    assert set(rare) <= set(survey.let_through())
    findings = [
        finding
        for finding in survey_findings(survey, bench.world.labeller)
        if finding.kind is Kind.CALLED_SAFE
    ]
    assert len(findings) == len(survey.let_through())
    (of_feijoa,) = (finding for finding in findings if "with `feijoa` safe" in finding.why)
    names = len(survey.let_through()["feijoa"])
    assert of_feijoa.why.startswith(f"is_safe_name calls {names} of {names} names with `feijoa` safe: feijoa")
    shapes = {shape.name for shape in bench.policy.expressions}
    listed = f"words that got through: {', '.join(sorted(survey.let_through().keys() - shapes))}"
    assert {finding.detail for finding in findings} == {listed}


def test_each_wrong_decision_about_a_request_is_told_with_its_reason(bench: Bench, some: Populations) -> None:
    findings = list(survey_findings(twice(some, allow, keep), bench.world.labeller))
    let_through = [finding for finding in findings if finding.kind is Kind.LET_THROUGH]
    assert len(let_through) == len(some.harmful)
    assert all(f.why.startswith(("contains '", "ends in '")) for f in let_through)
    findings = list(survey_findings(twice(some, refuse, discard), bench.world.labeller))
    refused = [finding for finding in findings if finding.kind is Kind.OVER_REFUSED]
    assert len(refused) == len(some.ordinary)
    assert all(finding.why and finding.family.startswith("hook: ") for finding in refused)
    assert sum(f.kind is Kind.NAME_OVER_BLOCKED for f in findings) == len(some.harmless)


def test_a_question_counts_by_its_weight(some: Populations) -> None:
    heavy, light = (
        some.ordinary[0],
        msgspec.structs.replace(some.ordinary[0], weight=some.ordinary[0].weight / 3),
    )
    told = [Told(heavy, right=False), Told(light, right=True)]
    assert wrong(told).estimate == pytest.approx(0.75)
