"""The populations are what their definition says."""

import random
from collections import Counter
from itertools import chain

import pytest

from benchmarks.instrument.policy import MAX_LETTERS, Policy
from benchmarks.instrument.populations import Populations, make_populations
from benchmarks.instrument.requests import LETTERS, Around, Twins
from tests.benchmarks.conftest import SIZE


@pytest.mark.thorough
def test_every_harmful_request_must_be_refused(policy: Policy, populations: Populations) -> None:
    for request in populations.harmful:
        assert any(map(policy.refuses, request.prefixes)), request


@pytest.mark.slow
def test_every_ordinary_request_is_clean(policy: Policy, populations: Populations) -> None:
    assert all(policy.is_clean(prefix) for request in populations.ordinary for prefix in request.prefixes)


@pytest.mark.slow
def test_the_strata_have_the_shares_of_their_definition(populations: Populations) -> None:
    harmful = Counter(request.stratum for request in populations.harmful)
    ordinary = Counter(request.stratum for request in populations.ordinary)
    assert harmful == dict.fromkeys(("H1", "H2", "H3", "H4", "H5"), SIZE / 5)
    shares = {stratum: count / len(populations.ordinary) for stratum, count in ordinary.items()}
    assert {stratum: round(share, 2) for stratum, share in shares.items()} == {
        "O1": 0.4, "O2": 0.25, "O3": 0.25, "O4": 0.1
    }  # fmt: skip


@pytest.mark.slow
def test_every_word_counts_the_same_among_the_harmful(policy: Policy, populations: Populations) -> None:
    alone = Counter(
        word
        for request in populations.harmful
        for word in policy.words
        if request.stratum == "H1" and word in request.prefixes
    )
    assert max(alone.values()) - min(alone.values()) <= 1


@pytest.mark.slow
def test_no_prefix_is_longer_than_the_loop_takes(populations: Populations) -> None:
    requests = (*populations.harmful, *populations.ordinary)
    texts = [text for request in requests for text in (*request.prefixes, *chain(*request.draws))]
    assert max(map(len, [*texts, *populations.banned, *populations.harmless])) <= MAX_LETTERS


@pytest.mark.slow
def test_every_slot_has_ten_draws_that_begin_with_its_prefix(populations: Populations) -> None:
    for request in (*populations.harmful, *populations.ordinary):
        for prefix, draws in zip(request.prefixes, request.draws, strict=True):
            assert len(draws) == 10
            assert all(name.startswith(prefix) for name in draws)


@pytest.mark.slow
def test_banned_names_are_banned_and_harmless_ones_are_not(policy: Policy, populations: Populations) -> None:
    assert all(map(policy.bans, populations.banned))
    assert all(policy.bans(name) and count > 0 for name, count in populations.draws)
    assert not any(map(policy.bans, populations.harmless))


def test_a_twin_differs_by_one_letter_of_its_word(policy: Policy) -> None:
    harmful = Around("xq", "plum", "zz")
    (twin,) = Twins(policy, random.Random(1)).of(iter([harmful]), policy.is_clean)
    assert twin[:2] + twin[-2:] == "xqzz"
    assert sum(a != b for a, b in zip(twin, harmful.text, strict=True)) == 1
    assert set(twin) <= set(LETTERS)


@pytest.mark.thorough
def test_the_same_seed_gives_the_same_populations(policy: Policy) -> None:
    assert make_populations(policy, 100, "a") == make_populations(policy, 100, "a")
    assert make_populations(policy, 100, "a") != make_populations(policy, 100, "b")
