"""Populations for the tests of what is made of them, made once."""

import random

import pytest

from grader.grading.bench import Bench
from grader.probes.populations import Populations, make_populations
from tests.grader.making import thinned


@pytest.fixture(scope="session")
def populations(bench: Bench) -> Populations:
    """All of a plan's."""
    return make_populations(bench.world, bench.bans, bench.engine, random.Random(1))


@pytest.fixture(scope="session")
def some(bench: Bench, populations: Populations) -> Populations:
    """Some of each stratum."""
    return thinned(populations, bench.engine, 20)
