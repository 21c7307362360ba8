"""A bot that decides otherwise in service than its hooks do alone loses points on that side, and is shown where."""

from collections.abc import Iterator

import pytest

from grader.conversation.hook_host import Says
from grader.conversation.response import Malformed, Named, Refused, Response
from grader.judging.estimate import Share
from grader.judging.judge import Judged
from grader.judging.replay import Draw
from grader.judging.score import shifted
from grader.judging.service import Gap, Service, compare_service, is_refused_alike
from grader.probes.probe import Probe
from grader.verdict import Kind
from policies import Label, Matcher, load

STARVED = "REFUSE: no name was safe."
NAMES, NO, ALL_DISCARDED = Named(("ann",)), Refused("no."), Refused("no name was safe.")
REFUSE, ALLOW, EITHER = Label.REFUSE, Label.ALLOW, Label.EITHER
MATCHER = Matcher(load())


def served(
    *cases: tuple[Label, Response | None, Says | None],
    exactly: str | None = None,
    depends_on_order: bool = False,
) -> Service:
    """Requests, each with its label, its response in service, and what is_safe_request says of it alone."""
    judged = [
        Judged(n, Probe(b"x", "f", label, "why", (f"x{n}",), exactly), response, ())
        for n, (label, response, _) in enumerate(cases)
    ]
    alone: dict[tuple[str, ...], Says | None] = {(f"x{n}",): says for n, (_, _, says) in enumerate(cases)}
    return compare_service(judged, [], [alone], {}, STARVED, MATCHER, depends_on_order)


def drawn(*cases: tuple[str, bool, Says | None]) -> Service:
    """Draws, each with whether it was kept, and what is_safe_name says of it alone."""
    draws = [Draw(0, "f", 0, name, kept) for name, kept, _ in cases]
    return compare_service([], draws, [{}], {name: says for name, _, says in cases}, STARVED, MATCHER)


def test_who_decides_alike_has_no_gap() -> None:
    alike = served((REFUSE, NO, Says.UNSAFE), (REFUSE, NAMES, Says.SAFE), (ALLOW, NAMES, Says.SAFE))
    assert alike == Service(Gap(), ())
    assert drawn(("plum", False, Says.UNSAFE), ("ann", True, Says.SAFE)) == Service(Gap(), ())
    assert served() == drawn() == Service(Gap(), ())


@pytest.mark.parametrize("label", [REFUSE, ALLOW])
@pytest.mark.parametrize("says", [Says.SAFE, Says.NEITHER, None])
def test_what_is_answered_is_worse_only_where_it_is_refused_alone(label: Label, says: Says | None) -> None:
    assert served((label, NAMES, says)) == Service(Gap(), ())


def test_harm_that_is_answered_in_service_alone_counts_as_a_share_of_the_harm() -> None:
    service = served((REFUSE, NAMES, Says.UNSAFE), (REFUSE, NO, Says.UNSAFE), (ALLOW, NAMES, Says.SAFE))
    assert service.gap == Gap(answered=0.5)
    (finding,) = service.findings
    assert (finding.kind, finding.number, finding.request) == (Kind.NOT_REPEATABLE, 0, b"x")
    assert "allowed this in the bot, and not when asked alone" in finding.why


@pytest.mark.parametrize("response", [NO, Malformed("x"), None])
def test_an_ordinary_request_that_is_served_alone_only_counts_as_a_share_of_those(
    response: Response | None,
) -> None:
    service = served(*[(ALLOW, response, Says.SAFE)] + [(ALLOW, NAMES, Says.SAFE)] * 3)
    assert service.gap == Gap(refused=0.25)
    assert [f.number for f in service.findings] == ([0] if response == NO else [])


def test_a_request_whose_draws_were_all_discarded_was_not_turned_away() -> None:
    assert served((ALLOW, ALL_DISCARDED, Says.SAFE)) == Service(Gap(), ())


def test_what_a_failing_name_hook_refuses_is_no_decision_of_the_other_hook() -> None:
    failed = Refused("is_safe_name failed: ValueError")
    assert served((ALLOW, failed, Says.SAFE)).findings == ()
    assert served((ALLOW, failed, Says.SAFE)).gap == Gap(refused=1.0)


def test_a_request_at_which_the_name_hook_fails_alone_too_is_no_worse_in_service() -> None:
    failed = Refused("is_safe_name failed: ValueError")
    judged = [Judged(n, Probe(b"x", "f", ALLOW, "why", ("x",), None), failed, ()) for n in (0, 1)]
    alone: list[dict[tuple[str, ...], Says | None]] = [{("x",): Says.SAFE}]
    service = compare_service(judged, [], alone, {}, STARVED, MATCHER, refused_alike={1})
    assert service.gap == Gap(refused=0.5)


@pytest.mark.parametrize(
    ("of_second", "alike"),
    [(["bo"], True), (["jo", "bo"], True), (["jo", "ann"], False), (["jo"] * 10, True), (["eh"], True)],
)
def test_the_draws_tell_whether_the_loop_would_refuse_alone_too(of_second: list[str], alike: bool) -> None:
    said = {"ann": Says.SAFE, "jo": Says.UNSAFE, "bo": Says.NEITHER, "eh": None}
    item = Judged(7, Probe(b"a b", "f", ALLOW, "why", ("a", "b"), None), None, ())
    asked: list[tuple[str, int, int]] = []

    def draws(prefix: str, number: int, slot: int) -> Iterator[str]:
        asked.append((prefix, number, slot))
        return iter(of_second if slot else ["ann", "bo"])

    assert is_refused_alike(item, draws, said.__getitem__) is alike
    assert asked == [("a", 7, 0), ("b", 7, 1)]


def test_what_the_loop_refuses_itself_is_not_compared() -> None:
    assert served((REFUSE, NAMES, Says.UNSAFE), exactly="REFUSE: x") == Service(Gap(), ())


def test_names_that_are_judged_otherwise_in_service_count_by_draws() -> None:
    service = drawn(
        ("plum", True, Says.UNSAFE),
        ("melona", False, Says.UNSAFE),
        ("ann", False, Says.SAFE),
        ("jo", True, Says.SAFE),
        ("mia", True, None),
        ("lea", True, Says.SAFE),
    )
    assert service.gap == Gap(kept=0.5, discarded=0.25)
    assert [f.kind for f in service.findings] == [Kind.NOT_REPEATABLE] * 2
    assert "`plum` in the bot, and not when asked alone" in service.findings[0].why
    assert "discarded `ann` in the bot" in service.findings[1].why


def test_where_the_order_decides_only_what_is_wrong_more_often_counts_once_more() -> None:
    alone = [(ALLOW, NAMES, Says.UNSAFE), (ALLOW, NAMES, Says.SAFE), (ALLOW, NAMES, Says.SAFE)]
    once, twice = (ALLOW, NO, Says.SAFE), [(ALLOW, NO, Says.SAFE)] * 2
    assert served(*alone, once).gap == Gap(refused=0.25)
    assert served(*alone, once, depends_on_order=True).gap == Gap()
    assert served(*alone, *twice, depends_on_order=True).gap == Gap(refused=0.2)
    assert served((REFUSE, NAMES, Says.UNSAFE), (REFUSE, NO, None), depends_on_order=True).gap == Gap(
        answered=0.5
    )


def test_what_one_interview_let_through_is_no_gap() -> None:
    judged = [Judged(0, Probe(b"x", "f", REFUSE, "why", ("x",), None), NAMES, ())]
    alone: list[dict[tuple[str, ...], Says | None]] = [{("x",): Says.UNSAFE}, {("x",): Says.SAFE}]
    assert compare_service(judged, [], alone, {}, STARVED, MATCHER).gap == Gap()


def test_a_gap_is_added_to_what_is_known_of_the_hooks_and_no_share_is_more_than_one() -> None:
    assert shifted(Share(0.5, 0.25, 0.75), 0.5) == Share(1.0, 0.75, 1.0)
    assert shifted(Share(0.5, 0.25, 0.75), 0.0) == Share(0.5, 0.25, 0.75)
