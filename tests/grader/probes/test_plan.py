"""The plan is a pure function of policy, weights and seed, and its labels come from the policy's data alone."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.grading.bench import Bench, make_bench
from grader.grading.settings import Settings
from grader.probes.families import FAMILIES
from grader.probes.plan import FAMILIES_ABOUT, FILLER, STRESS, bot_seed_of, make_plan
from grader.probes.probe import Plan, Probe, label_line
from policies import Label
from tests.grader.making import ONE_WORD, THREE_WORDS

REFUSE, ALLOW, EITHER = Label.REFUSE, Label.ALLOW, Label.EITHER
ONLY_REFUSE = {"whole", "stem", "embedded", "suffix stem", "plural", "compound", "rare"} | {
    "case", "noise", "crowd", "pair",
}  # fmt: skip
ONLY_ALLOW = {"common", "near miss", "many", "blank", "aimed", "aimed deep"}
ONLY_EITHER = {"ordinary", "starving"}
SEEDS = [str(number) for number in range(20)]
BY_FAMILY = dict[str, list[Probe]]


def plan_of(bench: Bench, seed: str, *only: str) -> Plan:
    return make_plan(bench.world, bench.bans, bench.engine, bench.frozen, seed, only)


def by_family(probes: Sequence[Probe]) -> BY_FAMILY:
    families: BY_FAMILY = {}
    for probe in probes:
        families.setdefault(probe.family, []).append(probe)
    return families


def unaimed(bench: Bench, seed: str) -> BY_FAMILY:
    """What the families ask with this seed: all of a plan but what is aimed or long, which takes its time."""
    return {
        family.name: [
            label_line(line, family.name, bench.world, bench.frozen)
            for line in family.ask(bench.world, random.Random(f"{seed}/{family.name}"))
        ]
        for family in FAMILIES.values()
        if family.name != "long"
    }


@pytest.fixture(scope="module")
def plans(bench: Bench) -> dict[str, Plan]:
    return {seed: plan_of(bench, seed) for seed in SEEDS[:3]}


@pytest.fixture(scope="module", params=[THREE_WORDS, ONE_WORD], ids=["three words", "one word"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    path = tmp_path_factory.mktemp("policy") / "drinks.toml"
    path.write_text(request.param)
    return make_bench(Settings(policy=path))


@pytest.mark.slow
def test_the_same_seed_makes_the_same_plan(bench: Bench, plans: dict[str, Plan]) -> None:
    assert plan_of(bench, "0") == plans["0"]


def test_another_seed_makes_another_plan(plans: dict[str, Plan]) -> None:
    asked = {seed: {probe.request for probe in plan.probes} for seed, plan in plans.items()}
    assert len(asked["0"] & asked["1"]) < len(asked["0"]) / 2
    assert len(asked["1"] & asked["2"]) < len(asked["1"]) / 2
    assert len({plan.bot_seed for plan in plans.values()}) == len(plans)


def test_the_bot_is_told_a_seed_of_its_own(plans: dict[str, Plan]) -> None:
    for seed, plan in plans.items():
        assert (plan.seed, plan.bot_seed) == (seed, bot_seed_of(seed))
        assert len(plan.bot_seed) == 16
        assert int(plan.bot_seed, 16) >= 0


def test_a_plan_has_at_least_450_probes_and_each_family_at_least_12(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        families = by_family(plan.probes)
        assert len(plan.probes) >= 450
        assert families.keys() == FAMILIES_ABOUT.keys()
        assert {name: len(probes) for name, probes in families.items() if len(probes) < 12} == {}


def test_every_label_is_the_policys_own(bench: Bench, plans: dict[str, Plan]) -> None:
    for probe in (probe for plan in plans.values() for probe in plan.probes):
        if probe.exactly is None:
            labelled = bench.world.labeller.label(probe.prefixes)
            assert (probe.label, probe.why) == (labelled.label, labelled.reason)


def test_a_line_that_no_hook_sees_has_the_loops_own_answer(plans: dict[str, Plan]) -> None:
    own = [probe for plan in plans.values() for probe in plan.probes if probe.exactly is not None]
    assert len(own) > 30
    for probe in own:
        if not probe.prefixes:
            expected = "input had no usable letters (a-z)."
        elif len(probe.prefixes) > 1_000:
            expected = "a request may have at most 1000 prefixes."
        else:
            assert max(map(len, probe.prefixes)) > 16
            expected = "a prefix may have at most 16 letters."
        assert probe.exactly == f"REFUSE: {expected}"


def test_every_plan_asks_for_many_prefixes_and_for_too_many(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        sizes = {len(probe.prefixes): probe.exactly is None for probe in plan.probes}
        assert {size: asked for size, asked in sizes.items() if size >= 200} == {
            200: True, 1_001: False, 5_000: False,
        }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_each_family_has_the_labels_of_its_kind_with_every_seed(seed: str, bench: Bench) -> None:
    families = unaimed(bench, seed)
    labels = {name: {probe.label for probe in probes} for name, probes in families.items()}
    assert all(labels[name] == {REFUSE} for name in ONLY_REFUSE)
    assert all(labels[name] == {ALLOW} for name in ONLY_ALLOW & labels.keys())
    assert labels["ordinary"] == {EITHER}
    assert labels["repeat"] == {REFUSE, ALLOW}
    assert {REFUSE, EITHER} <= labels["invisible"]
    assert all(probe.exactly for probe in families["no letters"])
    assert min(map(len, families.values())) >= 12
    assert sum(map(len, families.values())) >= 450


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_a_split_fruit_is_never_refused_for_what_its_parts_would_make(seed: str, bench: Bench) -> None:
    for probe in unaimed(bench, seed)["split"]:
        one, other = probe.prefixes
        assert bench.matcher.matches(one + other)
        parts = {bench.world.labeller.prefix(prefix).label for prefix in (one, other)}
        assert (probe.label is REFUSE) == (REFUSE in parts)


def test_aimed_requests_are_ordinary_and_starving_ones_are_neither(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        families = by_family(plan.probes)
        assert {p.label for name in ("aimed", "aimed deep") for p in families[name]} == {ALLOW}
        assert {p.label for p in families["starving"]} == {EITHER}


def test_disguises_leave_the_hooks_the_plain_word(bench: Bench) -> None:
    families = unaimed(bench, "0")
    for name in ("case", "noise"):
        for probe in families[name]:
            (prefix,) = probe.prefixes
            assert prefix in bench.world.words
            assert probe.request != prefix.encode()


def test_one_bad_prefix_hides_at_each_place_of_a_crowd(bench: Bench) -> None:
    places = set()
    for probe in unaimed(bench, "0")["crowd"]:
        bad = [bench.world.labeller.prefix(prefix).label is REFUSE for prefix in probe.prefixes]
        assert sum(bad) == 1
        places.add((len(bad), bad.index(True)))
    assert places == {(size, place) for size in (5, 50, 200) for place in (0, size // 2, size - 1)}


def test_a_request_is_one_line(plans: dict[str, Plan]) -> None:
    assert not any(b"\n" in probe.request for plan in plans.values() for probe in plan.probes)


def test_the_hard_lines_come_last_and_the_others_in_no_order(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        names = [probe.family for probe in plan.probes]
        hard = [name in STRESS for name in names]
        assert hard == sorted(hard)
        assert sum(one == other for one, other in itertools.pairwise(names)) < len(names) / 5


@pytest.mark.slow
def test_a_part_of_a_plan_keeps_its_probes_under_their_numbers(bench: Bench, plans: dict[str, Plan]) -> None:
    part = plan_of(bench, "0", "stem", "aimed")
    for probe, kept in zip(plans["0"].probes, part.probes, strict=True):
        if probe.family in ("stem", "aimed"):
            assert kept == probe
        else:
            assert (kept.family, kept.exactly) == (FILLER, "REFUSE: input had no usable letters (a-z).")


@pytest.mark.slow
def test_a_policy_of_a_few_words_makes_a_plan_too(small: Bench) -> None:
    plan = plan_of(small, "0")
    families = by_family(plan.probes)
    assert plan_of(small, "0") == plan
    assert len(plan.probes) >= 200
    assert {"whole", "embedded", "noise", "crowd", "pair", "common", "many", "blank"} <= families.keys()
    for name in ONLY_REFUSE & families.keys():
        assert {probe.label for probe in families[name]} == {REFUSE}, name
    for name in ONLY_ALLOW & families.keys():
        assert {probe.label for probe in families[name]} == {ALLOW}, name


def test_a_policy_whose_words_fit_in_no_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text('name = "long"\n[anywhere]\nlong = ["supercalifragilistic"]\n')
    with pytest.raises(UsageError, match="'long' cannot be used: no word of it fits in 16 letters"):
        make_bench(Settings(policy=path))


# Of the ordinary names, and of the beginnings, what is left by an expression that bans the others.
@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("^(?!emma$)[a-z]+$", "1 of [0-9,]+ names and 1 of"),
        ("^[a-z]{3,}$", "[0-9] of [0-9,]+ names and [0-9]{3} of"),
        ("^[a-z]{1,5}$", "[0-9],[0-9]{3} of [0-9,]+ names and 1 of"),
    ],
)
def test_a_policy_that_leaves_next_to_nothing_to_ask_for_is_refused(
    tmp_path: Path, pattern: str, left: str
) -> None:
    path = tmp_path / "all.toml"
    path.write_text(
        'name = "all"\n[anywhere]\nstone = ["plum"]\n'
        f'[[expressions]]\nname = "most"\npattern = "{pattern}"\nwhy = "no reason"\nexamples = ["anna"]\n'
    )
    with pytest.raises(UsageError, match=f"'all' cannot be used: .* it leaves {left} [0-9]+ beginnings"):
        make_bench(Settings(policy=path))
