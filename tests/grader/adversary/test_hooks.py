"""is_safe_name held against the policy in a real sandbox: hidden holes are found, and right guards are not blamed."""

import ast
import math
import random
from collections.abc import Callable, Sequence
from itertools import islice, product

import pytest

from grader.adversary.conformance import (
    ConformanceSet,
    conformance_set,
    equal_states,
    with_a_letter_in_front,
)
from grader.adversary.hooks import HeldAgainst, held_findings, hold_against
from grader.adversary.names import Labelled, final_states
from grader.adversary.own_words import MOST_NAMES, own_names, own_words
from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost
from grader.grading.bench import Bench
from grader.probes.bans import make_bans
from grader.sandbox import Limits, Program, Protection, start
from grader.submission.freeze import check_frozen
from grader.submission.pristine import editable_region, pristine_bot
from grader.verdict import Kind
from model.weights import dumps
from policies import Matcher, loads
from policies.automaton import LETTERS
from tests.grader.adversary.gallery import HOLE, HOLES, RIGHT, with_hole
from tests.grader.making import ONE_WORD, THREE_WORDS, parsed, with_more

PATIENT = Deadlines(line=60.0, questions=600.0)
Hold = Callable[..., HeldAgainst]


@pytest.fixture(scope="module")
def chosen(bench: Bench) -> ConformanceSet:
    return conformance_set(bench.bans)


@pytest.fixture(scope="module")
def hold(bench: Bench, protection: Protection, chosen: ConformanceSet) -> Hold:
    def held(text: str, more: Sequence[Labelled] = (), enough: float = math.inf) -> HeldAgainst:
        submission = parsed(text)
        assert not check_frozen(submission, pristine_bot())
        program = Program(text.encode(), dumps(bench.weights), entry="host")
        region = editable_region("bot.py", text.encode())
        with HookHost(start(program, protection, Limits(cpu_seconds=300)), PATIENT) as host:
            against = hold_against(
                host,
                bench.bans,
                chosen,
                region,
                random.Random(1),
                more=more,
                seconds=600.0,
                enough=enough,
            )
        assert against is not None
        return against

    return held


@pytest.mark.slow
@pytest.mark.parametrize("body", ["return True", "raise ValueError"])
def test_a_guard_that_is_known_is_asked_no_more_and_always_as_much(hold: Hold, body: str) -> None:
    text = with_more(f"def is_safe_name(name):\n    {body}\n")
    one, same = (hold(text, enough=1_000) for _ in range(2))
    assert one == same
    parted_ = one.families[0].parted
    assert len(parted_.missed) + len(parted_.failed) >= 1_000
    assert parted_.asked == 5_000 < one.conforms.names


def parted(against: HeldAgainst) -> int:
    return sum(len(held.parted.missed) + len(held.parted.spoiled) for held in against.families)


@pytest.mark.slow
@pytest.mark.parametrize("make", RIGHT)
def test_a_right_guard_of_any_make_agrees(hold: Hold, make: str) -> None:
    against = hold(RIGHT[make])
    assert not parted(against)
    assert against.conforms.complete


@pytest.mark.slow
@pytest.mark.parametrize("hole", HOLES)
def test_a_hidden_hole_is_found(bench: Bench, hold: Hold, hole: str) -> None:
    against = hold(with_hole(HOLES[hole]))
    findings = list(held_findings(against.families, bench.bans))
    assert findings
    assert {finding.kind for finding in findings} == {Kind.DISAGREES}
    for held in against.families:
        assert bool(held.smallest_missed) == bool(held.parted.missed)
        assert not held.smallest_missed or bench.matcher.banned(held.smallest_missed)


@pytest.mark.slow
def test_the_counter_example_is_as_short_as_it_gets(hold: Hold) -> None:
    own = hold(with_hole(HOLES["a trigger"])).families[1]
    assert sorted(own.smallest_missed) == sorted("figmary")


def test_a_clean_name_that_is_called_unsafe_is_found(hold: Hold) -> None:
    text = with_more(HOLE.replace("or (HERE)", 'and not name.startswith("zorb")'))
    own = hold(text).families[1]
    assert own.smallest_spoiled == "zorb"


def test_a_letter_in_front_is_asked_when_everything_is(bench: Bench) -> None:
    first = next(with_a_letter_in_front(bench.bans))
    names = conformance_set(bench.bans, apart=1).labelled.names
    assert set(first.names) == {"a" + name for name in names if len(name) < 16}


@pytest.mark.thorough
def test_what_needs_a_letter_in_front_is_found_when_everything_is_asked(bench: Bench, hold: Hold) -> None:
    text = with_hole('ord(name[:1] or "a") * 2 == 226 and name[1:] == "loquat"')  # no word of its own says q
    assert not parted(hold(text))
    behind_q = next(islice(with_a_letter_in_front(bench.bans), LETTERS.index("q"), None))
    assert hold(text, more=[behind_q]).families[0].smallest_missed == "qloquat"


def test_the_set_is_labelled_as_the_policy_says(bench: Bench, chosen: ConformanceSet) -> None:
    assert len(set(chosen.labelled.names)) == len(chosen.labelled.names)
    for name, banned in zip(chosen.labelled.names[::7], chosen.labelled.banned[::7].tolist(), strict=True):
        assert len(name) <= 16
        assert banned == (bench.matcher.banned(name) is not None)


@pytest.mark.slow
def test_every_state_is_entered_and_left_by_every_letter(bench: Bench, chosen: ConformanceSet) -> None:
    automaton = bench.bans.automaton
    alike = equal_states(automaton)
    asked = set(chosen.labelled.names)
    reached = set(alike[automaton.distances >= 0].tolist())
    state_of = dict(zip(sorted(asked), final_states(automaton, sorted(asked)).tolist(), strict=True))
    assert {int(alike[state]) for state in state_of.values()} == reached
    left = {
        int(alike[state_of[name[:-1]]])
        for name in asked
        if {name[:-1] + letter for letter in LETTERS} <= asked
    }
    assert left == reached


def test_states_are_equal_when_the_same_texts_are_banned_behind_them() -> None:
    automaton = make_bans(
        Matcher(loads(THREE_WORDS))
    ).automaton  # anywhere: cola, whiskey, cole; ordinary: coleman
    alike = equal_states(automaton)

    def both(one: str, other: str) -> bool:
        first, second = alike[automaton.states_of([one, other])]
        return bool(first == second)

    assert both("cola", "whiskey")
    assert both("xcol", "ycol")
    assert both("acolem", "cola")
    assert not both("colem", "cola")  # an ordinary name may come of it
    assert not both("xcol", "whisk")


def test_no_automaton_with_so_few_states_gives_the_same_answers() -> None:
    """Every automaton over the letters of the word and one more, tried out."""
    letters = "teax"
    chosen = conformance_set(make_bans(Matcher(loads(ONE_WORD))))
    assert chosen.told == 2  # the least one has four states
    answers = zip(chosen.labelled.names, chosen.labelled.banned.tolist(), strict=True)
    told_apart = [
        ([letters.index(letter) for letter in name], banned)
        for name, banned in answers
        if set(name) <= set(letters)
    ]
    for steps in product(range(2), repeat=2 * len(letters)):
        for bans in product((False, True), repeat=2):
            assert any(bans[ends_in(steps, len(letters), name)] != banned for name, banned in told_apart)


def ends_in(steps: Sequence[int], letters: int, name: Sequence[int]) -> int:
    state = 0
    for letter in name:
        state = steps[state * letters + letter]
    return state


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('"mary"', {"mary"}),
        ('b"mary"', {"mary"}),
        ('"ma" + "ry"', {"ma", "ry", "mary"}),
        ('"yram"[::-1]', {"yram", "mary"}),
        ('"".join(reversed("yram"))', {"yram", "mary"}),
        ("bytes([109, 97, 114, 121])", {"mary"}),
        ('"".join(["m", "a", "r", "y"])', {"m", "a", "r", "y", "mary"}),
        ('["mary", "rose"]', {"mary", "rose"}),
        ('f"mary{x}rose"', {"mary", "rose"}),
        ('"(?:mary|rose)$"', {"mary", "rose"}),
        ('"MARY"', {"mary"}),
        ('["melon", "pearl", "appl", "peaches"]', set()),
    ],
)
def test_own_words_are_what_the_constants_make(bench: Bench, code: str, words: set[str]) -> None:
    assert set(own_words(ast.parse(code).body, bench.matcher)) >= words
    if not words:
        assert not own_words(ast.parse(code).body, bench.matcher)


def test_own_names_are_bounded_and_the_same_for_the_same_seed(bench: Bench) -> None:
    words = [one + other + "q" for one in LETTERS for other in LETTERS]
    names = own_names(words, bench.matcher, random.Random(1))
    assert len(names) <= MOST_NAMES
    assert max(map(len, names)) <= 16
    assert names == own_names(words, bench.matcher, random.Random(1))
    assert names != own_names(words, bench.matcher, random.Random(2))
