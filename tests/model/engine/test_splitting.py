"""Rare names are met more often than by single draws, and weigh so much less: against every string of a model."""

from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from model.engine.engine import Engine
from model.engine.leak import Automaton
from model.engine.splitting import Weighted, draw_marked_names
from tests.model.engine.test_leak import WORDS, automaton_of, every_name, mark_of, tiny_engine

COUNTS = {"": 400, "a": 300, "ca": 50, "cabb": 20, "abcba": 7}
RUNS = 300


@pytest.fixture(scope="module")
def tiny() -> Engine:
    return tiny_engine()


@pytest.fixture(scope="module")
def automaton() -> Automaton:
    return automaton_of(WORDS)


def of_words(name: str) -> int:
    """The mark of a word that is complete in a name; what only a judge can tell has none here."""
    return mark if (mark := mark_of(name)) < len(WORDS) else -1


@pytest.fixture(scope="module")
def runs(tiny: Engine, automaton: Automaton) -> list[Weighted]:
    return [draw_marked_names(tiny, automaton, COUNTS, np.random.default_rng(seed)) for seed in range(RUNS)]


def test_only_marked_names_are_found_and_with_their_marks(runs: list[Weighted]) -> None:
    for run in runs:
        assert run.mark.tolist() == [of_words(name) for name in run.names]
        assert (run.mark >= 0).all()
        assert (run.weight > 0).all()
        assert (run.met >= 1).all()


def test_by_weight_every_name_is_found_as_often_as_single_draws_would(
    tiny: Engine, runs: list[Weighted]
) -> None:
    expected: defaultdict[str, float] = defaultdict(float)
    for prefix, count in COUNTS.items():
        for name, mass in every_name(tiny, prefix).items():
            if of_words(name) >= 0:
                expected[name] += count * mass
    found: dict[str, NDArray[np.float64]] = {name: np.zeros(RUNS) for name in expected}
    for number, run in enumerate(runs):
        for name, weight in zip(run.names, run.weight.tolist(), strict=True):
            found[name][number] += weight
    for name, weights in found.items():
        error = max(weights.std(), expected[name] ** 0.5) / RUNS**0.5  # at least that of single draws
        assert weights.mean() == pytest.approx(expected[name], abs=5 * error), name
    totals = sum(found.values())
    assert isinstance(totals, np.ndarray)
    assert totals.mean() == pytest.approx(sum(expected.values()), rel=0.02)


def test_rare_names_are_met_more_often_than_single_draws_meet_them(runs: list[Weighted]) -> None:
    """A word that no prefix begins: each of its letters multiplies the draws that come so far."""
    met = sum(int(run.met.sum()) for run in runs)
    stand_for = sum(float(run.weight.sum()) for run in runs)
    assert met > 4 * stand_for


def test_the_same_generator_finds_the_same(tiny: Engine, automaton: Automaton) -> None:
    once, again, other = (
        draw_marked_names(tiny, automaton, COUNTS, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert once.names == again.names
    assert once.weight.tolist() == again.weight.tolist()
    assert once.names != other.names or once.weight.tolist() != other.weight.tolist()


def test_of_no_draws_there_are_no_names(tiny: Engine, automaton: Automaton) -> None:
    assert draw_marked_names(tiny, automaton, {"a": 0}, np.random.default_rng(1)).names == []
