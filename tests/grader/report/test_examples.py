"""Causes come first, each once, and what merely follows from one is told with it."""

from hypothesis import given
from hypothesis import strategies as st

from grader.report.examples import MOST_CAUSES, examples
from grader.report.text import SHOWN_CHARACTERS
from grader.verdict import STOPPED, Fault, Finding, Kind
from policies import load
from tests.grader.report.test_text import ANY_TEXT

FRUIT = load()
NO_RETURN = Fault("is_safe_name", returned="NoneType")
RAISED = Fault("is_safe_request", raised="ValueError")


def test_each_kind_is_told_once_by_its_shortest_request_in_the_order_of_the_list() -> None:
    found = [
        Finding(Kind.LEAK, "long", "f", b"aaaa", b"OK: x", 1),
        Finding(Kind.OVER_REFUSED, "other", "f", b"j", b"REFUSE: x", 4),
        Finding(Kind.LEAK, "short", "f", b"a", b"OK: y", 7),
        Finding(Kind.LEAK, "short too", "f", b"b", b"OK: y", 9),
    ]
    told = [(e.code, e.count, e.why, e.number, e.request, e.response) for e in examples(found, FRUIT)]
    assert told == [
        ("over-refused", 1, "other", 4, "j", "REFUSE: x"),
        ("leak", 3, "short", 7, "a", "OK: y"),
    ]


def test_what_is_wrong_in_the_file_is_told_case_by_case() -> None:
    found = [Finding(Kind.FROZEN_NAME_BOUND, f"line {line}: `x`") for line in (3, 9)]
    assert [example.why for example in examples(found, FRUIT)] == ["line 3: `x`", "line 9: `x`"]


def failed(number: int, fault: Fault) -> list[Finding]:
    """A hook failed at an ordinary request, which was refused for that."""
    return [
        Finding(Kind.HOOK_FAILED, "it failed", "f", b"j", b"REFUSE: x", number, fault=fault),
        Finding(
            Kind.OVER_REFUSED, "j", "f", b"j", b"REFUSE: x", number, fault=fault, because=(Kind.HOOK_FAILED,)
        ),
    ]


def test_a_failed_hook_comes_first_and_takes_along_what_follows_from_it() -> None:
    found = [
        Finding(Kind.LET_THROUGH, "stem", "f", b"appl", b"OK: x", 0),
        Finding(Kind.NEVER_SERVED, "none", because=(*STOPPED, Kind.HOOK_FAILED)),
        *(finding for number in range(1, 313) for finding in failed(number, NO_RETURN)),
    ]
    first, second = examples(found, FRUIT)
    assert (first.code, first.count) == ("hook-failed", 312)
    assert "`return`" in first.hint
    assert first.follows == ("no name was ever emitted", "312 ordinary requests were refused")
    assert (second.code, second.follows) == ("let-through", ())


def test_each_fault_is_told_by_itself_with_its_own_consequences_and_hint() -> None:
    found = [*failed(1, RAISED), *failed(2, NO_RETURN), *failed(3, NO_RETURN)]
    told = [(e.count, e.follows, "`return`" in e.hint) for e in examples(found, FRUIT)]
    assert told == [
        (2, ("2 ordinary requests were refused",), True),
        (1, ("1 ordinary request was refused",), False),
    ]


def test_a_request_that_can_be_tried_is_shown_before_what_has_none() -> None:
    alone = Finding(Kind.HOOK_FAILED, "alone", "hook: form", fault=NO_RETURN)
    (told,) = examples([alone, *failed(4, NO_RETURN)], FRUIT)
    assert (told.count, told.number, told.request) == (2, 4, "j")


def test_what_would_follow_stands_for_itself_where_its_cause_was_not_found() -> None:
    lonely = Finding(Kind.HOOK_FAILED, "was not asked", "hook: clean", because=STOPPED)
    assert [example.code for example in examples([lonely], FRUIT)] == ["hook-failed"]
    crash = Finding(Kind.CRASHED, "it ended", number=3)
    (told,) = examples([lonely, lonely, crash], FRUIT)
    assert (told.code, told.follows) == ("crashed", ("2 questions to the hooks had no answer",))


@given(st.sampled_from(Kind), ANY_TEXT, st.integers(1, 100_000))
def test_whatever_is_said_of_a_finding_is_printable_and_short(kind: Kind, text: str, times: int) -> None:
    (told,) = examples([Finding(kind, text * times, detail=text * times)], FRUIT)
    assert told.why.isprintable()
    assert len(told.why) <= 10 * SHOWN_CHARACTERS + 40  # an escape has up to ten characters
    assert told.detail.replace("\n", "").isprintable()


def test_an_exception_of_a_megabyte_is_told_in_a_few_lines() -> None:
    (told,) = examples([Finding(Kind.HOOK_FAILED, f"raised {'A' * 1_000_000}")], FRUIT)
    assert len(told.why) < 700
    assert "[... 999,407 characters ...]" in told.why


def test_a_hook_that_fails_otherwise_each_time_makes_no_endless_report() -> None:
    found = [
        Finding(
            Kind.HOOK_FAILED, f"E{number}", number=number, fault=Fault("is_safe_name", raised=f"E{number}")
        )
        for number in range(3_000)
    ]
    told = examples([*found, *failed(1, NO_RETURN), *failed(2, NO_RETURN)], FRUIT)
    assert len(told) == MOST_CAUSES + 1
    assert sum(example.count for example in told) == 3_002
    assert (told[0].count, told[1].count) == (2_996, 2)


def test_what_explains_a_cause_explains_what_follows_from_it() -> None:
    hung = Finding(Kind.TIMED_OUT, "nothing came", because=(Kind.SLOW,))
    failed = Finding(Kind.HOOK_FAILED, "nothing came", "hook: clean", because=STOPPED)
    refused = Finding(Kind.OVER_REFUSED, "j", "hook: name", b"j", because=(Kind.HOOK_FAILED,))
    (only,) = examples([refused, failed, hung], FRUIT)
    assert only.code == Kind.TIMED_OUT.code
    assert len(only.follows) == 2
    slow = Finding(Kind.SLOW, "takes 2 s a call")
    assert [e.code for e in examples([refused, failed, hung, slow], FRUIT)] == [Kind.SLOW.code]
