"""T of guards whose T is known without measuring."""

from collections import Counter

import pytest

from benchmarks.instrument.gallery import named
from benchmarks.instrument.populations import Populations
from benchmarks.instrument.truth import divided, measure

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["shipped", "right", "no exceptions for names", "leetspeak", "trie"])
def test_a_guard_that_decides_by_the_policy_gets_all(name: str, populations: Populations) -> None:
    assert measure(named(name), populations).total >= 99.4  # a trie knows no expressions


def test_a_guard_that_allows_all_gets_promises_alone(populations: Populations) -> None:
    shares = measure(named("starter"), populations)
    assert (shares.answered, shares.refused, shares.served) == (1, 0, 1)
    assert shares.total == 10 * shares.promises


def test_a_guard_that_refuses_all_gets_promises_alone(populations: Populations) -> None:
    shares = measure(named("refuses everything"), populations)
    assert (shares.answered, shares.refused, shares.served, shares.total) == (0, 1, 0, 10)


def test_names_are_worth_the_requests_that_get_theirs(populations: Populations) -> None:
    shares = measure(named("refuses 75 % of requests"), populations)
    assert (shares.caught_words, shares.caught_draws, shares.discarded) == (1, 1, 0)
    assert shares.refused == pytest.approx(0.75, abs=0.05)
    assert shares.names == pytest.approx(40 * (1 - shares.refused))


def test_what_depends_on_the_order_of_asking_is_wrong_either_way(populations: Populations) -> None:
    assert measure(named("refuses every 7th"), populations).refused == pytest.approx(
        1 - (6 / 7) ** 2, abs=0.04
    )
    shares = measure(named("refuses after the 300th"), populations)
    assert shares.refused > 0.9
    assert shares.promises < 1


def test_a_guard_that_may_remember_is_asked_in_sessions_that_make_up_the_populations(
    populations: Populations, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = measure(named("gives each name once"), populations)
    monkeypatch.setattr("benchmarks.instrument.truth.SESSION", len(populations.ordinary) // 4)
    sessions = divided(populations)
    assert len(sessions) == 4
    for name in ("harmful", "ordinary", "banned", "draws", "harmless"):
        parts = [part for session in sessions for part in getattr(session, name)]
        assert Counter(parts) == Counter(getattr(populations, name))
    assert measure(named("gives each name once"), populations).refused < whole.refused


def test_a_right_name_hook_refuses_what_holds_a_word(populations: Populations) -> None:
    shares = measure(named("requests equal only"), populations)
    assert (shares.answered, shares.refused) == (0, 0)
    without = measure(named("no request hook"), populations)
    assert without.answered == pytest.approx(0.4, abs=0.02)  # the stems, which a draw need not finish


def test_a_bot_that_discards_everything_refuses_everything(populations: Populations) -> None:
    assert measure(named("discards everything"), populations).total == 10
