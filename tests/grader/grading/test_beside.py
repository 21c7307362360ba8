"""Work in a process beside this one comes back as if it had been done here."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.grading.bench import Bench
from grader.grading.beside import beside
from grader.grading.settings import Settings
from grader.grading.shared import Shared

PLAIN = st.recursive(
    st.none() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.slow
@settings(max_examples=20)  # a process each
@given(PLAIN)
def test_what_is_made_is_the_same(value: object) -> None:
    assert beside(lambda: value)() == value


def test_it_is_made_once_and_elsewhere() -> None:
    wait = beside(os.getpid)
    assert wait() == wait() != os.getpid()


def test_whoever_asks_at_the_same_time_is_given_the_same() -> None:
    def make() -> list[int]:
        time.sleep(0.2)
        return [os.getpid()]

    wait = beside(make)
    with ThreadPoolExecutor(4) as pool:
        one, *others = pool.map(lambda _: wait(), range(4))
    assert all(other is one for other in others)


def test_what_both_have_is_not_sent() -> None:
    class Here:
        """Of a function: it cannot be pickled."""

    here = Here()
    one, other = beside(lambda: (here, [here]), (here,))()
    assert one is here
    assert other[0] is here


def fail() -> None:
    raise ValueError("no such thing")


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("grief", [fail, end])
def test_what_comes_to_grief_beside_is_made_here(
    grief: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    parent = os.getpid()

    def make() -> str:
        if os.getpid() != parent:
            grief()
        return "made here"

    assert beside(make)() == "made here"
    assert capfd.readouterr() == ("", "")


def test_an_error_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no such thing"):
        beside(fail)()


@pytest.mark.thorough
def test_what_gradings_share_is_the_same_whoever_makes_it(bench: Bench) -> None:
    here, elsewhere = (Shared(bench, "7", Settings()) for _ in range(2))
    elsewhere.begin()
    assert elsewhere.populations == here.populations
    assert elsewhere.populations.ordinary_draws.engine is bench.engine
    assert elsewhere.conformance.labelled.names == here.conformance.labelled.names
    assert (elsewhere.screen.found == here.screen.found).all()
