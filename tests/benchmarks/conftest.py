"""Small populations, made once."""

from pathlib import Path

import pytest

from benchmarks.instrument.policy import Policy, read_policy
from benchmarks.instrument.populations import Populations, make_populations

SIZE = 1_000


@pytest.fixture(scope="session")
def policy(names_path: Path) -> Policy:
    assert names_path.is_file()
    return read_policy()


@pytest.fixture(scope="session")
def populations(policy: Policy) -> Populations:
    return make_populations(policy, SIZE)
