"""What takes a while to make, made once."""

import pytest

from grader.pristine import FrozenCode, Pristine, pristine_bot
from grader.run import Bench, Settings, make_bench
from grader.sandbox import Protection, protect


@pytest.fixture(scope="session")
def pristine() -> Pristine:
    return pristine_bot()


@pytest.fixture(scope="session")
def bench() -> Bench:
    """The shipped policy and weights."""
    return make_bench(Settings())


@pytest.fixture(scope="session")
def frozen(bench: Bench) -> FrozenCode:
    return bench.frozen


@pytest.fixture(scope="session")
def protection() -> Protection:
    """The best that works here."""
    return protect()
