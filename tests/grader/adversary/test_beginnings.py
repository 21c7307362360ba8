"""What a guard costs at every common beginning: brute force on a tiny model, and the exact bounds on the real one."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest

from grader.adversary.beginnings import (
    SHOWN,
    BeginningCost,
    Costs,
    along,
    costs,
    for_a_plot,
    sample_names,
)
from grader.grading.run import grade_read, read, shared_for
from grader.grading.settings import Settings
from grader.probes.bans import Bans
from grader.probes.draws import draw_each
from grader.risk.exact import slot_leaks
from grader.risk.residual import Screen
from model.engine.engine import Engine
from tests.grader.adversary.test_cost import remaining
from tests.grader.making import REFUSE_ALL, SHIPPED, with_more, with_region
from tests.grader.risk import test_risk as risk

tiny, tiny_bans = risk.tiny, risk.tiny_bans

BEGINNINGS = ("", "a", "b", "c", "ca", "bb", "cab")
ASKED = ("a", "b", "c", "ca", "cb", "bb", "cabb", "aaa", "") * 700
LOSES = """
right = is_safe_name


def is_safe_name(name):
    return right(name) and not name.endswith("n")
"""


def mass_of(engine: Engine, beginning: str, names: set[str]) -> float:
    return math.fsum(mass for name, mass in risk.every_name(engine, beginning).items() if name in names)


def test_prefixes_have_the_models_probability_and_what_masking_leaves(tiny: Engine, tiny_bans: Bans) -> None:
    names = ["", "b", "cac", "accab", "accaa"]
    mass, remained = along(tiny_bans, tiny, names)
    for row, name in enumerate(names):
        whole = risk.every_name(tiny, "")
        for length in range(len(name) + 1):
            expected = math.fsum(m for other, m in whole.items() if other.startswith(name[:length]))
            assert mass[row, length] == pytest.approx(expected)
        if not tiny_bans.matcher.banned(name):
            assert remained[row, -1] == pytest.approx(remaining(tiny, tiny_bans, "", name))


def test_names_of_all_requests_say_what_is_true_of_each_beginning(tiny: Engine, tiny_bans: Bans) -> None:
    """A guard that keeps what has `cab` in it, and discards what ends in a."""
    every = risk.every_name(tiny, "")
    banned = {name: match.word for name in every if (match := tiny_bans.matcher.banned(name))}
    kept = {name for name in every if banned.get(name, "cab") == "cab" and not name.endswith("a")}
    kept |= {name for name, word in banned.items() if word == "cab"}
    words = tiny_bans.words
    found = [
        [mass_of(tiny, b, {n for n, w in banned.items() if w == word}) for word in words] for b in BEGINNINGS
    ]
    names, _ = draw_each(tiny, ASKED, risk.seeded().random((len(ASKED), tiny.longest)))
    sample = sample_names(tiny_bans, tiny, BEGINNINGS, ASKED, names)
    told = costs(
        Screen(BEGINNINGS, np.array(found)),
        sample,
        np.array([name in kept for name in names]),
        np.array([beginning == "bb" for beginning in BEGINNINGS]),
        np.array([word == "cab" for word in words], dtype=float),
    )
    assert (told.beginnings, told.refused) == (len(BEGINNINGS), 1)
    for cost in told.shown:
        names_here = set(risk.every_name(tiny, cost.prefix))
        clean = mass_of(tiny, cost.prefix, names_here - banned.keys())
        assert cost.perfect == pytest.approx(-math.log2(clean) if clean else 1e308, abs=1e-9)
        if cost.refused:
            assert (cost.prefix, cost.leaks, cost.bits, cost.lost, cost.draws) == ("bb", 0.0, 0.0, 1.0, 0.0)
            continue
        lost = mass_of(tiny, cost.prefix, names_here - banned.keys() - kept) / (clean or 1.0)
        rejected = mass_of(tiny, cost.prefix, names_here - kept)
        passes = mass_of(tiny, cost.prefix, kept & banned.keys())
        assert cost.lost == pytest.approx(lost, abs=0.05)
        assert cost.bits == pytest.approx(-math.log2(1 - rejected), abs=0.1)
        assert cost.leaks == pytest.approx(slot_leaks(passes, rejected), rel=0.1)
        assert cost.masking == pytest.approx(masking_of(tiny, tiny_bans, cost.prefix), rel=0.3, abs=2e-3)
    assert {cost.prefix for cost in told.shown if cost.lost > 0.1 and not cost.refused} >= {"", "a", "ca"}


def masking_of(engine: Engine, bans: Bans, prefix: str) -> float:
    names = {n: m for n, m in risk.every_name(engine, prefix).items() if not bans.matcher.banned(n)}
    if not names:
        return 0.0
    masked = {name: mass / remaining(engine, bans, prefix, name) for name, mass in names.items()}
    clean, said = math.fsum(names.values()), math.fsum(masked.values())
    return math.fsum(m / clean * math.log2(m / clean / (masked[n] / said)) for n, m in names.items())


def test_a_plot_has_room_for_the_worst() -> None:
    rng = random.Random(1)
    points = [
        BeginningCost(f"b{number}", False, rng.random(), 1 + rng.random(), rng.random(), 0, 1, 0)
        for number in range(800)
    ]
    shown = for_a_plot([BeginningCost("", False, 0, 0, 0, 0, 1, 0), *points])
    assert len(shown) == SHOWN
    assert shown[0].prefix == ""
    for worst in (
        max(points, key=lambda point: point.leaks),
        max(points, key=lambda point: point.bits - point.perfect),
        max(points, key=lambda point: point.perfect),
    ):
        assert worst in shown


shared = shared_for(Settings(seed="1", costs=True))


def costs_of(folder: Path, text: str) -> Costs:
    path = folder / "bot.py"
    path.write_text(text, encoding="utf-8")
    found = grade_read(path, read(path), shared).costs
    assert found is not None
    return found


@pytest.mark.thorough
def test_the_shipped_guard_pays_what_a_perfect_one_must(tmp_path: Path) -> None:
    found = costs_of(tmp_path, SHIPPED)
    assert found.refused == 0
    assert all(cost.bits == cost.perfect and cost.leaks == 0 for cost in found.shown)
    assert 0 < found.shown[0].bits < 0.002


@pytest.mark.thorough
def test_a_guard_that_refuses_all_has_no_names_to_pay_for(tmp_path: Path) -> None:
    found = costs_of(tmp_path, with_region(REFUSE_ALL))
    assert found.refused == found.beginnings
    assert all(cost.refused and cost.bits == 0 for cost in found.shown)


@pytest.mark.thorough
def test_what_an_over_block_costs_is_what_the_exact_bounds_say(tmp_path: Path) -> None:
    text = with_more(LOSES)
    found = {cost.prefix: cost for cost in costs_of(tmp_path, text).shown}
    asked = ("a", "j", "k")
    answer = risk.run_risk(*asked, "--guard", str(tmp_path / "bot.py"), "--json")
    for exact in json.loads(answer.stdout)["costs"]:
        estimate = found[exact["prefix"]]
        assert estimate.lost == pytest.approx(exact["lost"]["estimate"], abs=0.1)
        assert estimate.bits == pytest.approx(exact["bits"]["estimate"], abs=0.25)
        assert exact["lost"]["estimate"] > 0.1
