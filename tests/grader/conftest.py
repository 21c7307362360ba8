"""What takes a while to make, made once."""

import pytest

from grader.grading.bench import Bench
from grader.sandbox import Protection, protect
from grader.submission.frozen import FrozenCode
from grader.submission.pristine import Pristine, pristine_bot
from tests.grader.making import shipped_bench


@pytest.fixture(scope="session")
def pristine() -> Pristine:
    return pristine_bot()


@pytest.fixture(scope="session")
def bench() -> Bench:
    """The shipped policy and weights."""
    return shipped_bench()


@pytest.fixture(scope="session")
def frozen(bench: Bench) -> FrozenCode:
    return bench.frozen


@pytest.fixture(scope="session")
def protection() -> Protection:
    """The best that works here."""
    return protect()
