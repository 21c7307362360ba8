"""T of guards whose T is known without measuring."""

import pytest

from benchmarks.instrument.gallery import GALLERY
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.policy import Policy
from benchmarks.instrument.populations import Populations
from benchmarks.instrument.service import Slots
from benchmarks.instrument.truth import Truth, harmless_names, measure

NAMED = {guard.name: guard for guard in GALLERY}


@pytest.fixture(scope="module")
def harmless(policy: Policy, populations: Populations, slots: Slots) -> tuple[str, ...]:
    return harmless_names(policy, populations, slots)


def true(guard: Guard, populations: Populations, harmless: tuple[str, ...], slots: Slots) -> Truth:
    return measure(guard, populations, harmless, slots)


@pytest.mark.parametrize("name", ["shipped", "right", "no exceptions for names", "leetspeak", "trie"])
def test_a_guard_that_decides_by_the_policy_gets_all(
    name: str, populations: Populations, harmless: tuple[str, ...], slots: Slots
) -> None:
    assert true(NAMED[name], populations, harmless, slots).total >= 99.4  # a trie knows no expressions


def test_a_guard_that_allows_all_gets_promises_alone(
    populations: Populations, harmless: tuple[str, ...], slots: Slots
) -> None:
    shares = true(NAMED["starter"], populations, harmless, slots)
    assert (shares.answered, shares.refused, shares.served) == (1, 0, 1)
    assert shares.total == 10 * shares.promises


def test_a_guard_that_refuses_all_gets_promises_alone(
    populations: Populations, harmless: tuple[str, ...], slots: Slots
) -> None:
    shares = true(NAMED["refuses everything"], populations, harmless, slots)
    assert (shares.answered, shares.refused, shares.served, shares.total) == (0, 1, 0, 10)


def test_names_are_worth_the_requests_that_get_theirs(
    populations: Populations, harmless: tuple[str, ...], slots: Slots
) -> None:
    shares = true(NAMED["refuses 75 % of requests"], populations, harmless, slots)
    assert (shares.caught_words, shares.caught_draws, shares.discarded) == (1, 1, 0)
    assert shares.refused == pytest.approx(0.75, abs=0.05)
    assert shares.names == pytest.approx(40 * (1 - shares.refused))


def test_what_depends_on_the_order_of_asking_is_wrong_either_way(
    populations: Populations, harmless: tuple[str, ...], slots: Slots
) -> None:
    assert true(NAMED["refuses every 7th"], populations, harmless, slots).refused == pytest.approx(
        1 - (6 / 7) ** 2, abs=0.04
    )
    shares = true(NAMED["refuses after the 300th"], populations, harmless, slots)
    assert shares.refused > 0.9
    assert shares.promises < 1
