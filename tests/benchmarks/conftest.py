"""Small populations, made once."""

from pathlib import Path

import pytest

from benchmarks.instrument.guard import shipped_region, with_region
from benchmarks.instrument.policy import Policy, read_policy
from benchmarks.instrument.populations import Populations, make_populations
from benchmarks.instrument.service import Slots, load_bot

SIZE = 1_000


@pytest.fixture(scope="session")
def policy(names_path: Path) -> Policy:
    assert names_path.is_file()
    return read_policy()


@pytest.fixture(scope="session")
def populations(policy: Policy) -> Populations:
    return make_populations(policy, SIZE)


@pytest.fixture(scope="session")
def slots() -> Slots:
    return Slots(load_bot(with_region(shipped_region())))
