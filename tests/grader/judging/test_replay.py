"""Every emitted name is looked for among its slot's ten draws, and the draws before it tell what the guard rejected."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.conversation.response import Malformed, Named, Refused, Response
from grader.grading.bench import Bench
from grader.judging.judge import Judged
from grader.judging.replay import Draw, Replay, over_blocked, replay
from grader.probes.probe import label_line
from grader.submission.frozen import FrozenCode
from grader.verdict import Kind
from tests.bot.building import load_bot

SEED = "0123456789abcdef"
STARVED = Refused("couldn't generate a safe name for one of the prefixes.")


def judged(bench: Bench, request: str, response: Response | None, number: int = 0) -> Judged:
    return Judged(number, label_line(request.encode(), "common", bench.world, bench.frozen), response, ())


def replayed(bench: Bench, request: str, response: Response | None) -> Replay:
    return replay((judged(bench, request, response),), SEED, bench.frozen, bench.engine)


def draws(bench: Bench, prefix: str, slot: int = 0, number: int = 0) -> list[str]:
    return list(bench.frozen.draws(prefix, SEED, number, slot))


BOT = load_bot()
PREFIXES = st.text("abcdefghijklmnopqrstuvwxyz", max_size=16)


@given(PREFIXES, st.integers(0, 999), st.integers(0, 9))
def test_the_draws_are_those_of_the_bot_itself(bench: Bench, prefix: str, number: int, slot: int) -> None:
    stream = BOT.slot_stream(SEED, number, slot)
    assert draws(bench, prefix, slot, number) == [BOT.draw(prefix, stream) for _ in range(10)]


@given(PREFIXES, st.integers(0, 9))
def test_each_of_the_ten_draws_is_found_and_those_before_it_were_rejected(
    bench: Bench, prefix: str, kept: int
) -> None:
    ten = draws(bench, prefix)
    first = ten.index(ten[kept])  # the guard would have kept an equal draw before it
    seen = replayed(bench, prefix, Named((ten[kept],)))
    assert seen.findings == ()
    assert seen.replayed == 1
    assert seen.draws == (
        *(Draw(0, "common", 0, name, kept=False) for name in ten[:first]),
        Draw(0, "common", 0, ten[kept], kept=True),
    )


@pytest.mark.slow
@given(PREFIXES, PREFIXES)
def test_any_other_name_was_not_drawn(bench: Bench, prefix: str, name: str) -> None:
    ten = draws(bench, prefix)
    assume(name not in ten)
    seen = replayed(bench, prefix, Named((name,)))
    (finding,) = seen.findings
    assert finding.kind is Kind.NOT_DRAWN
    assert (
        f"`{name}` is none of the ten draws for slot 0 (prefix `{prefix}`): {', '.join(ten)}" in finding.why
    )
    assert seen.draws == ()


def test_each_slot_has_draws_of_its_own(bench: Bench) -> None:
    one, two = draws(bench, "ja", 0), draws(bench, "ja", 1)
    assert set(one).isdisjoint(two) or one != two
    right = replayed(bench, "ja ja", Named((one[0], two[0])))
    wrong = replayed(bench, "ja ja", Named((two[0], one[0])))
    assert right.findings == ()
    assert [finding.kind for finding in wrong.findings] == [
        Kind.NOT_DRAWN for slot, name in ((one, two[0]), (two, one[0])) if name not in slot
    ]
    assert wrong.findings


def test_each_request_number_has_draws_of_its_own(bench: Bench) -> None:
    name = draws(bench, "ja", number=7)[0]
    assert name not in draws(bench, "ja", number=8)
    for number, expected in ((7, []), (8, [Kind.NOT_DRAWN])):
        seen = replay((judged(bench, "ja", Named((name,)), number),), SEED, bench.frozen, bench.engine)
        assert [finding.kind for finding in seen.findings] == expected


def test_another_temperature_shows_in_the_names(bench: Bench) -> None:
    hot = load_bot(temperature="1.0")
    names = [hot.draw("ma", hot.slot_stream(SEED, number, 0)) for number in range(20)]
    found = [
        replay((judged(bench, "ma", Named((name,)), number),), SEED, bench.frozen, bench.engine).findings
        for number, name in enumerate(names)
    ]
    assert sum(map(len, found)) > 5


def test_names_too_many_or_too_few_are_replayed_as_far_as_there_are_slots(bench: Bench) -> None:
    one, two = draws(bench, "ja", 0)[0], draws(bench, "b", 1)[0]
    assert replayed(bench, "ja b", Named((one,))).replayed == 1
    assert replayed(bench, "ja b", Named((one, two, "extra"))).replayed == 2
    assert replayed(bench, "ja b", Named((one, two, "extra"))).findings == ()


@pytest.mark.parametrize("response", [None, Refused("no."), Malformed("x")])
def test_without_names_nothing_is_known_of_the_draws(response: Response | None, bench: Bench) -> None:
    assert replayed(bench, "ja", response) == Replay((), (), 0)


def test_a_starved_slot_rejected_all_ten(bench: Bench) -> None:
    seen = replayed(bench, "ja", STARVED)
    assert [(draw.name, draw.kept) for draw in seen.draws] == [(name, False) for name in draws(bench, "ja")]
    assert (seen.findings, seen.replayed) == ((), 0)


@pytest.mark.parametrize("request_", ["ja b", "apple", "appl", "!!!", "j" * 17])
def test_where_the_same_words_prove_no_rejected_draws_they_count_for_nothing(
    request_: str, bench: Bench
) -> None:
    """With two slots nobody knows whose ten they were, and a fruit may be refused in any words."""
    assert replayed(bench, request_, STARVED).draws == ()


def test_harmless_draws_that_were_discarded_are_over_blocks_and_no_hook_is_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FrozenCode, "draws", lambda *_: iter(["plum", "ann", "pearl", "jo", "ann"]))
    item = judged(bench, "j", Named(("jo",)))
    seen = replay((item,), SEED, bench.frozen, bench.engine)
    assert [(draw.name, draw.kept) for draw in seen.draws] == [
        ("plum", False),
        ("ann", False),
        ("pearl", False),
        ("jo", True),
    ]
    (finding,) = over_blocked(seen, (item,), bench.matcher)
    assert finding.kind is Kind.NAME_OVER_BLOCKED
    assert "`ann` was drawn for slot 0 and discarded, though it contains no banned word" in finding.why
    assert (finding.number, finding.request) == (0, b"j")
