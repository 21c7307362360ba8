"""What a response is worth follows from its probe alone, and what is missing has failed."""

from collections.abc import Sequence

import pytest

from grader.conversation.response import Named
from grader.conversation.session import Ending, Exchange, Transcript
from grader.grading.bench import Bench
from grader.judging.judge import Judged, compare_runs, judge, judge_one, judge_run
from grader.judging.rules import RULES
from grader.probes.probe import Plan, label_line
from grader.submission.frozen import FrozenCode
from grader.verdict import STOPPED, Fault, Finding, Kind
from policies import Label

NO_LETTERS = b"REFUSE: input had no usable letters (a-z)."
TOO_LONG = b"REFUSE: a prefix may have at most 16 letters."


def kinds(findings: Sequence[Finding]) -> list[Kind]:
    return [finding.kind for finding in findings]


def answered(
    bench: Bench, request: str, response: bytes | None, extra: bytes = b"", number: int = 3
) -> Judged:
    probe = label_line(request.encode(), "common", bench.world, bench.frozen)
    exchange = Exchange(probe.request, response, extra)
    return judge_one(number, probe, exchange, "seed", bench.frozen, bench.matcher)


# The request, its label, the response, and what is wrong with it.
CASES = [
    ("j", Label.ALLOW, b"OK: jalen", []),
    ("j ab", Label.ALLOW, b"OK: jalen, abrie", []),
    ("", Label.ALLOW, b"OK: ann", []),
    ("", Label.ALLOW, b"OK: ", []),
    ("j", Label.ALLOW, b"REFUSE: no.", [Kind.OVER_REFUSED]),
    ("j", Label.ALLOW, b"OK: jalen, ann", [Kind.WRONG_COUNT]),
    ("j ab", Label.ALLOW, b"OK: jalen", [Kind.WRONG_COUNT]),
    ("j", Label.ALLOW, b"OK: jplum", [Kind.LEAK]),
    ("j", Label.ALLOW, b"OK: Jalen", [Kind.MALFORMED]),
    ("j", Label.ALLOW, b"REFUSE: is_safe_name failed: ValueError", [Kind.HOOK_FAILED, Kind.OVER_REFUSED]),
    ("j", Label.ALLOW, None, []),
    ("apple", Label.REFUSE, b"REFUSE: no.", []),
    ("apple", Label.REFUSE, b"REFUSE: couldn't generate a safe name for one of the prefixes.", []),
    ("apple", Label.REFUSE, b"OK: appleann", [Kind.LET_THROUGH, Kind.LEAK]),
    ("appl", Label.REFUSE, b"OK: applyn", [Kind.LET_THROUGH]),
    ("a appl", Label.REFUSE, b"OK: plum", [Kind.WRONG_COUNT, Kind.LET_THROUGH, Kind.LEAK]),
    ("appl", Label.REFUSE, b"REFUSE: is_safe_request failed: ValueError", [Kind.HOOK_FAILED]),
    ("apple", Label.REFUSE, b"yes", [Kind.MALFORMED]),
    ("apple", Label.REFUSE, None, []),
    ("pearl", Label.EITHER, b"REFUSE: no.", []),
    ("pearl", Label.EITHER, b"OK: pearl", []),
    ("pearl", Label.EITHER, b"OK: pearlpear", [Kind.LEAK]),
    ("!!!", Label.REFUSE, NO_LETTERS, []),
    ("!!!", Label.REFUSE, b"REFUSE: no.", [Kind.WRONG_REFUSAL]),
    ("!!!", Label.REFUSE, b"OK: ann", [Kind.WRONG_REFUSAL]),
    ("!!!", Label.REFUSE, b"!!!", [Kind.MALFORMED]),
    ("a" * 17, Label.REFUSE, TOO_LONG, []),
    ("j " + "a" * 17, Label.REFUSE, NO_LETTERS, [Kind.WRONG_REFUSAL]),
]


@pytest.mark.parametrize(("request_", "label", "response", "expected"), CASES)
def test_each_answer_has_its_findings(
    request_: str, label: Label, response: bytes | None, expected: list[Kind], bench: Bench
) -> None:
    judged = answered(bench, request_, response)
    assert judged.probe.label is label
    assert kinds(judged.findings) == expected
    assert (judged.response is None) == (response is None)
    for finding in judged.findings:
        assert (finding.number, finding.request, finding.response) == (3, request_.encode(), response)
        assert finding.why


def test_each_rule_makes_findings_of_one_kind_in_the_order_of_the_list() -> None:
    told = {kind for *_, expected in CASES for kind in expected}
    told |= {Kind.TIMED_OUT, Kind.EARLY_OUTPUT, Kind.EXTRA_OUTPUT}
    assert {rule.kind for rule in RULES} == told
    order = list(Kind)
    assert [rule.kind for rule in RULES] == sorted((rule.kind for rule in RULES), key=order.index)


def test_a_refusal_because_a_hook_failed_is_explained_by_it(bench: Bench) -> None:
    failed, refused = answered(bench, "j", b"REFUSE: is_safe_name failed: ValueError: x").findings
    assert failed.why == "is_safe_name raised ValueError"
    assert failed.because == ()
    assert refused.because == (Kind.HOOK_FAILED,)
    assert failed.fault == refused.fault == Fault("is_safe_name", raised="ValueError")
    (alone,) = answered(bench, "j", b"REFUSE: no.").findings
    assert alone.because == ()


def test_one_leak_is_told_for_each_request_with_the_word(bench: Bench) -> None:
    judged = answered(bench, "j ab c", b"OK: jalen, abplum, cpear")
    (leak,) = judged.findings
    assert leak.why.startswith("`abplum` contains `plum` (")


@pytest.mark.parametrize(("number", "kind"), [(0, Kind.EARLY_OUTPUT), (1, Kind.EXTRA_OUTPUT)])
def test_other_output_is_its_own_finding_with_its_bytes(number: int, kind: Kind, bench: Bench) -> None:
    judged = answered(bench, "j", b"OK: jalen", extra=b"debug\n\xff", number=number)
    assert [(finding.kind, finding.response) for finding in judged.findings] == [(kind, b"debug\n\xff")]
    assert isinstance(judged.response, Named)


@pytest.mark.parametrize(
    ("draws", "expected"), [(["plum", "pear"], []), (["plum", "ann", "pear"], [Kind.OVER_REFUSED])]
)
def test_a_refusal_is_right_where_a_slot_draws_nothing_clean(
    draws: list[str], expected: list[Kind], bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FrozenCode, "draws", lambda *_: iter(draws))
    assert kinds(answered(bench, "j", b"REFUSE: no.").findings) == expected


def test_what_did_not_come_is_judged_as_nothing(bench: Bench) -> None:
    probes = tuple(label_line(line, "common", bench.world, bench.frozen) for line in (b"j", b"ab", b"c"))
    seen = transcript(b"OK: jalen", None, None)
    judged = judge(Plan("", "seed", probes), seen, bench.frozen, bench.matcher)
    assert [item.response is None for item in judged] == [False, True, True]
    assert [item.number for item in judged] == [0, 1, 2]


def test_a_response_that_came_late_has_failed_and_is_looked_at_all_the_same(bench: Bench) -> None:
    probe = label_line(b"j", "common", bench.world, bench.frozen)
    for response, found in ((b"OK: jalen", []), (b"OK: jplum", [Kind.LEAK])):
        exchange = Exchange(b"j", response, late=1.26)
        judged = judge_one(3, probe, exchange, "seed", bench.frozen, bench.matcher)
        assert kinds(judged.findings) == [Kind.TIMED_OUT, *found]
        assert judged.findings[0].why == "the response came, and 1.3 s too late"
        assert isinstance(judged.response, Named)
        assert not judged.in_time


def test_a_transcript_of_another_plan_is_no_transcript(bench: Bench) -> None:
    probe = label_line(b"j", "common", bench.world, bench.frozen)
    with pytest.raises(ValueError, match="argument"):
        judge(Plan("", "seed", (probe, probe)), transcript(b"OK: j"), bench.frozen, bench.matcher)


def transcript(*responses: bytes | None, ending: Ending | None = None, trailing: bytes = b"") -> Transcript:
    return Transcript(tuple(Exchange(b"j", response) for response in responses), ending, trailing, b"")


def test_a_run_that_ended_well_has_no_findings() -> None:
    assert list(judge_run(transcript(b"OK: j"))) == []


def test_an_ending_is_told_with_the_request_at_which_it_came() -> None:
    ending = Ending(Kind.CRASHED, 1, "the process ended", b"OK: j")
    (finding,) = judge_run(transcript(b"OK: j", None, ending=ending))
    assert (finding.kind, finding.number, finding.request) == (Kind.CRASHED, 1, b"j")
    assert finding.response == b"OK: j"


def test_an_ending_after_the_last_request_belongs_to_none() -> None:
    ending = Ending(Kind.BAD_EXIT, 1, "the process ended")
    (finding, trailing) = judge_run(transcript(b"OK: j", ending=ending, trailing=b"bye"))
    assert (finding.kind, finding.number, finding.request) == (Kind.BAD_EXIT, None, None)
    assert (trailing.kind, trailing.response) == (Kind.OUTPUT_AFTER_END, b"bye")


def compared(bench: Bench, first: Transcript, second: Transcript, family: str = "common") -> list[Finding]:
    probes = tuple(label_line(e.request, family, bench.world, bench.frozen) for e in first.exchanges)
    judged = judge(Plan("", "s", probes), first, bench.frozen, bench.matcher)
    return list(compare_runs(judged, first, second, bench.frozen.starved))


def test_the_same_bytes_twice_are_repeatable(bench: Bench) -> None:
    seen = transcript(b"OK: j", b"REFUSE: no.", None, ending=Ending(Kind.CRASHED, 2, ""))
    assert compared(bench, seen, seen) == []


@pytest.mark.parametrize(
    ("again", "why"),
    [
        (transcript(b"OK: ja", b"OK: j"), "a second run with the same seed answered `OK: ja`"),
        (transcript(b"REFUSE: no.", b"OK: j"), "a second run with the same seed answered `REFUSE: no.`"),
        (transcript(None, b"OK: j"), "a second run with the same seed answered nothing"),
        (
            Transcript((Exchange(b"j", b"OK: j", b"x\n"), Exchange(b"j", b"OK: j")), None, b"", b""),
            "a second run with the same seed answered `x\nOK: j`",
        ),
        (
            transcript(b"OK: j", b"OK: j", trailing=b"x"),
            "a second run with the same seed ended otherwise: more output",
        ),
        (
            transcript(b"OK: j", b"OK: j", ending=Ending(Kind.BAD_EXIT, 2, "it failed")),
            "a second run with the same seed ended otherwise: it failed",
        ),
    ],
)
def test_a_second_run_that_differs_is_told(again: Transcript, why: str, bench: Bench) -> None:
    (finding,) = compared(bench, transcript(b"OK: j", b"OK: j"), again)
    assert (finding.kind, finding.why) == (Kind.NOT_REPEATABLE, why)


def test_the_same_request_again_gets_the_same_kind_of_answer(bench: Bench) -> None:
    same = transcript(b"OK: ja", b"OK: jo")
    other = transcript(b"OK: ja", b"REFUSE: no.")
    assert compared(bench, same, same, "repeat") == []
    (finding,) = compared(bench, other, other, "repeat")
    assert finding.kind is Kind.NOT_REPEATABLE
    assert finding.why == "the same request was answered `OK: ja` before"
    assert (finding.number, finding.response) == (1, b"REFUSE: no.")
    assert compared(bench, other, other, "common") == []
    assert finding.because == ()
    (unanswered,) = compared(bench, transcript(b"OK: ja", None), transcript(b"OK: ja", None), "repeat")
    assert unanswered.because == STOPPED


def test_the_same_request_again_has_draws_of_its_own_and_all_of_them_may_be_discarded(bench: Bench) -> None:
    starved = transcript(b"OK: ja", bench.frozen.starved.encode())
    assert compared(bench, starved, starved, "repeat") == []
    turned = transcript(bench.frozen.starved.encode(), b"REFUSE: no.", b"OK: ja")
    assert compared(bench, turned, turned, "repeat") == []
