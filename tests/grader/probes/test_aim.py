"""What is aimed fires: the planner knows every slot's draws before anything is asked."""

import bisect
import random
from collections import Counter
from itertools import islice

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GraderFault
from grader.probes.aim import Aimed, aim, confirm, find_shots
from grader.probes.bans import Bans, make_bans
from grader.probes.draws import Slot, choose, distinct, draw_marked, promising, uniforms
from grader.probes.families import World, make_world
from grader.submission.frozen import FrozenCode
from model.engine.engine import Engine
from model.weights import find_frozen, load
from policies import Label, Matcher, loads, read_given_names
from policies import load as load_policy

NUMBERS = range(430)
SMALL_POLICY = """
name = "small"
[anywhere]
kind = ["melon", "anna", "lyn"]
"""


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(load_policy(), read_given_names())


@pytest.fixture(scope="module")
def bans(world: World) -> Bans:
    return make_bans(world.labeller.matcher)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load(find_frozen()))


@pytest.fixture(scope="module")
def frozen() -> FrozenCode:
    return FrozenCode(load(find_frozen()))


@pytest.fixture(scope="module", params=["a seed", "another"])
def seed(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def aimed(world: World, bans: Bans, engine: Engine, seed: str) -> tuple[Aimed, ...]:
    return aim(world, bans, engine, seed, NUMBERS, random.Random(1))


@pytest.mark.slow
def test_every_shot_is_what_the_pristine_code_draws_and_is_banned(
    aimed: tuple[Aimed, ...], world: World, frozen: FrozenCode, seed: str
) -> None:
    for request in aimed:
        for shot in request.shots:
            draws = frozen.draws(request.prefixes[shot.slot], seed, request.number, shot.slot)
            for drawn, expected, word in zip(draws, shot.draws, shot.words, strict=False):
                assert drawn == expected
                match = world.labeller.matcher.banned(drawn)
                assert match is not None
                assert word in {hit.word for hit in world.labeller.matcher.matches(drawn)}
    confirm(aimed, make_bans(world.labeller.matcher), frozen, seed)


def test_a_plan_has_at_least_40_aimed_slots_over_at_least_8_words(aimed: tuple[Aimed, ...]) -> None:
    shots = [shot for request in aimed if request.family == "aimed" for shot in request.shots]
    assert len(shots) >= 40
    assert len({shot.words[0] for shot in shots}) >= 8


def test_each_family_has_at_least_12_requests_each_under_a_number_of_its_own(
    aimed: tuple[Aimed, ...],
) -> None:
    families = Counter(request.family for request in aimed)
    assert set(families) == {"aimed", "aimed deep", "starving"}
    assert min(families.values()) >= 12
    numbers = [request.number for request in aimed]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(NUMBERS)


def test_aimed_requests_must_be_served_and_starving_ones_need_not(
    aimed: tuple[Aimed, ...], world: World
) -> None:
    for request in aimed:
        expected = Label.EITHER if request.family == "starving" else Label.ALLOW
        assert world.labeller.label(request.prefixes).label is expected


def test_deep_shots_hold_on_after_the_first_draw_and_starving_ones_longer(aimed: tuple[Aimed, ...]) -> None:
    deep = [shot for request in aimed if request.family == "aimed deep" for shot in request.shots]
    assert all(2 <= len(shot.draws) <= 3 for shot in deep)
    starving = [shot for request in aimed if request.family == "starving" for shot in request.shots]
    assert max(len(shot.draws) for shot in starving) == 10
    assert min(len(shot.draws) for shot in starving) >= 3
    assert len({shot.prefix for shot in starving}) == len(starving)


@pytest.mark.slow
def test_the_same_seeds_aim_at_the_same(world: World, bans: Bans, engine: Engine) -> None:
    once, again = (aim(world, bans, engine, "s", range(100), random.Random(2)) for _ in range(2))
    assert once == again
    assert aim(world, bans, engine, "t", range(100), random.Random(2)) != once


def test_few_request_numbers_are_used_with_more_slots_each(
    world: World, bans: Bans, engine: Engine, frozen: FrozenCode
) -> None:
    requests = aim(world, bans, engine, "few", range(5, 17), random.Random(3))
    confirm(requests, bans, frozen, "few")
    assert {request.number for request in requests} <= set(range(5, 17))
    assert sum(len(request.shots) for request in requests if request.family == "aimed") >= 12
    assert max(len(request.prefixes) for request in requests) <= 64


def test_no_request_number_is_no_request(world: World, bans: Bans, engine: Engine) -> None:
    assert aim(world, bans, engine, "s", (), random.Random(1)) == ()


def test_a_shot_that_the_pristine_code_does_not_draw_is_the_graders_own_fault(
    aimed: tuple[Aimed, ...], bans: Bans, frozen: FrozenCode, seed: str
) -> None:
    shot = aimed[0].shots[0]
    wrong = msgspec.structs.replace(shot, draws=("melonmelon",))
    with pytest.raises(GraderFault, match=rf"slot {shot.slot} of request {shot.number}.*melonmelon"):
        confirm([msgspec.structs.replace(aimed[0], shots=(wrong,))], bans, frozen, seed)


def test_a_shot_that_is_not_banned_is_too(bans: Bans, frozen: FrozenCode, aimed: tuple[Aimed, ...]) -> None:
    shot = aimed[0].shots[0]
    slot = next(s for s in range(50) if not bans.matcher.banned(next(frozen.draws("j", "x", 0, s))))
    clean = msgspec.structs.replace(
        shot, number=0, slot=slot, prefix="j", draws=tuple(islice(frozen.draws("j", "x", 0, slot), 1))
    )
    with pytest.raises(GraderFault):
        confirm([msgspec.structs.replace(aimed[0], shots=(clean,))], bans, frozen, "x")


@pytest.mark.slow
def test_another_policy_is_aimed_at_as_well(engine: Engine, frozen: FrozenCode) -> None:
    world = make_world(loads(SMALL_POLICY), read_given_names())
    bans = make_bans(world.labeller.matcher)
    requests = aim(world, bans, engine, "small", NUMBERS, random.Random(1))
    confirm(requests, bans, frozen, "small")
    words = {shot.words[0] for request in requests for shot in request.shots}
    assert words == {"melon", "anna", "lyn"}


def test_lock_step_draws_are_the_pristine_draws(bans: Bans, engine: Engine, frozen: FrozenCode) -> None:
    """Every hit is right, and nearly every banned first draw of a grid is among them."""
    prefixes = ("mel", "amel", "eme", "ac", "fi", "pearl", "nas", "ann", "e", "melissa")
    slots = [(number, slot) for number in range(40) for slot in range(3)]
    found = {(s.number, s.slot, s.prefix): s for s in find_shots(bans, engine, "g", prefixes, slots, 3)}
    banned = 0
    for number, slot in slots:
        for prefix in prefixes:
            draws = []
            for name in islice(frozen.draws(prefix, "g", number, slot), 3):
                if not bans.matcher.banned(name):
                    break
                draws.append(name)
            shot = found.get((number, slot, prefix))
            banned += bool(draws)
            if shot is not None:
                assert shot.draws == tuple(draws[: len(shot.draws)])
                assert draws
    assert banned > 20
    assert len(found) >= 0.8 * banned


def test_what_is_given_up_before_it_is_drawn_would_have_been_nothing(
    world: World, bans: Bans, engine: Engine
) -> None:
    """Of all pairs of a prefix and a stream, every one that hits is promising, and most of the others are not."""
    prefixes = [*world.common[::7], "thompsonseedless", "", "pearlpearlpearl"]
    numbers = uniforms("seed", [(number, 0) for number in range(200)], engine.longest)
    prefix, stream = promising(engine, bans.automaton, prefixes, numbers[:, 0])
    kept = set(zip(prefix.tolist(), stream.tolist(), strict=True))
    every_prefix, every_stream = np.divmod(np.arange(len(prefixes) * len(numbers)), len(numbers))
    used = np.zeros_like(every_prefix)
    hits = draw_marked(engine, bans.automaton, prefixes, numbers, every_prefix, every_stream, used)
    hit = set(zip(every_prefix[hits.draw].tolist(), every_stream[hits.draw].tolist(), strict=True))
    assert len(hit) > 300
    assert hit <= kept
    assert len(kept) < len(used) / 2


@given(st.lists(st.lists(st.integers(0, 3), min_size=27, max_size=27), min_size=1, max_size=4), st.data())
def test_a_token_is_chosen_as_the_frozen_loop_chooses_it(rows: list[list[int]], data: st.DataObject) -> None:
    """By `bisect` over the cumulative probabilities, at ties and at tokens of probability 0 too."""
    cumulative = np.array([[*row[:-1], row[-1] + 1] for row in rows], dtype=np.float64).cumsum(axis=1)
    node = np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=20)), dtype=np.intp)
    # So many parts of all: most of them are just where one token ends and another begins.
    totals = cumulative[node, -1]
    parts = np.array([data.draw(st.integers(0, int(total) - 1)) for total in totals], dtype=np.float64)
    number = parts / totals
    expected = [
        bisect.bisect(cumulative[row].tolist(), share * cumulative[row, -1], 0, 26)
        for row, share in zip(node.tolist(), number.tolist(), strict=True)
    ]
    assert choose(cumulative, node, number).tolist() == expected


@given(st.lists(st.integers(0, 30), max_size=40))
def test_the_distinct_numbers_are_those_of_numpy(numbers: list[int]) -> None:
    found, place = distinct(np.array(numbers, dtype=np.intp), 31)
    expected, expected_place = np.unique(np.array(numbers, dtype=np.intp), return_inverse=True)
    assert found.tolist() == expected.tolist()
    assert place.tolist() == expected_place.tolist()


@pytest.mark.parametrize(("prefixes", "slots"), [((), ((0, 0),)), (("fi",), ()), ((), ())])
def test_without_prefixes_or_slots_there_is_no_shot(
    prefixes: tuple[str, ...], slots: tuple[Slot, ...], bans: Bans, engine: Engine
) -> None:
    assert find_shots(bans, engine, "seed", prefixes, slots, 1) == []


def test_random_numbers_are_those_of_the_frozen_loop(frozen: FrozenCode) -> None:
    table = uniforms("seed", [(3, 0), (12, 7)], 20)
    for row, (number, slot) in zip(table, [(3, 0), (12, 7)], strict=True):
        stream = frozen.slot_stream("seed", number, slot)
        assert row.tolist() == [stream.random() for _ in range(20)]


def test_a_whole_name_of_16_letters_uses_no_random_number(bans: Bans, engine: Engine) -> None:
    prefix = "thompsonseedless"
    zero = np.zeros(1, dtype=np.intp)
    hits = draw_marked(engine, bans.automaton, [prefix], np.empty((1, 0)), zero, zero, zero)
    assert hits.names == [prefix]
    assert hits.used.tolist() == [0]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load_policy())


@pytest.mark.slow
def test_the_automaton_says_what_the_matcher_says(matcher: Matcher, bans: Bans) -> None:
    """On texts that are full of banned words, parts of them, ordinary names and plurals."""
    rng = random.Random(6)
    policy = matcher.policy
    texts = [*policy.anywhere_words, *policy.whole_words, *policy.ordinary]
    for _ in range(20_000):
        text = rng.choice(texts)
        kind = rng.random()
        if kind < 0.4:
            text = (
                "".join(rng.choices("aeiolnrsy", k=rng.randint(0, 4)))
                + text
                + rng.choice(["", "s", "es", "n"])
            )
        elif kind < 0.7:
            text = text[: rng.randint(1, 7)] + rng.choice(texts)[: rng.randint(0, 8)]
        match = matcher.banned(text)
        state = bans.automaton.states_of([text])[0]
        mark = bans.automaton.marks[state]
        mark = bans.automaton.ends[state] if mark < 0 else mark
        if match is not None and match.rule == "expression":
            assert bans.words[bans.judge([text])[0]] == match.word
        else:
            assert (mark >= 0) == (match is not None), text
            if mark >= 0:
                assert bans.words[mark] in {hit.word for hit in matcher.matches(text)}


def test_a_policy_that_the_model_never_meets_is_aimed_at_with_nothing(engine: Engine) -> None:
    world = make_world(loads('name = "never"\n[anywhere]\nkind = ["qqqxqqq"]\n'), read_given_names())
    assert aim(world, make_bans(world.labeller.matcher), engine, "s", range(50), random.Random(1)) == ()
