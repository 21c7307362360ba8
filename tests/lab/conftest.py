"""The lab's site, built before the tests and by no test, and its server as users start it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.build import BUILT, SITE, is_current
from tests.lab.served import Served, started


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site; to build it takes a network, so `make check` and `make test` do it first."""
    if not is_current() or not (SITE / "node_modules").is_dir():
        pytest.fail("the site is not built from these sources: make site")
    return BUILT


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Served]:  # noqa: ARG001
    """`python -m lab`, as somebody starts it."""
    with started() as server:
        yield server
