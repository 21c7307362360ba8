"""Of every guard of the gallery, the first cause is the one that its author put in."""

import random
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.instrument.gallery import guards, named
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.service import Service
from grader.conversation.hook_host import Call, HookHost, Says
from grader.grading.bench import Bench
from grader.judging.diagnosis import Cause, diagnose, hear
from grader.judging.diagnosis.cases import shortest_first
from grader.judging.interview import interview
from grader.judging.survey import survey
from grader.probes.populations import Populations, make_populations
from grader.verdict import CAUSES, Kind
from tests.grader.making import thinned

pytestmark = pytest.mark.slow

CODES = {kind.code for kind in CAUSES} | {"none"}
OF_NO_GUARD = {"matching-twice", "matching-long", "over-refusal-short"}  # of the gallery
ONE_IN = 4  # of the questions: enough to tell most causes apart
SELDOM_SEEN = {"matching-plural", "matching-whole", "stems-in-names"}  # these show in few of them
SAYS = {True: Says.SAFE, False: Says.UNSAFE, None: Says.NEITHER}


class Called(HookHost):
    """A host without a process: the hooks of a guard of our own are called here."""

    def __init__(self, guard: Guard) -> None:
        self.broken = ""
        self._service = Service(guard)

    def decide(self, calls: Sequence[Call], seconds: float | None = None) -> list[Says]:  # noqa: ARG002
        return [SAYS[self._said(hook, argument)] for hook, argument in calls]

    def _said(self, hook: str, argument: object) -> bool | None:
        if hook == "is_safe_name":
            return self._service.name(str(argument))
        assert isinstance(argument, tuple)
        return self._service.request(argument)


@pytest.fixture(scope="module")
def populations(bench: Bench) -> Populations:
    return make_populations(bench.world, bench.bans, bench.engine, random.Random("diagnosis"))


@pytest.fixture(scope="module")
def some(bench: Bench, populations: Populations) -> Populations:
    return thinned(populations, bench.engine, ONE_IN)


def causes_of(guard: Guard, bench: Bench, populations: Populations) -> tuple[Cause, ...]:
    told = [interview(Called(guard), populations, (), random.Random("order"))]
    assert survey(populations, told).is_steady
    return diagnose(hear(populations, told, bench.world, guard.source))


@pytest.mark.parametrize("cause", sorted(CODES - OF_NO_GUARD))
def test_the_first_cause_is_the_defect(
    cause: str, bench: Bench, populations: Populations, some: Populations
) -> None:
    """Of the guards with the same defect, the first is asked."""
    guard = next(guard for guard in guards() if guard.cause == cause)
    asked = populations if cause in SELDOM_SEEN else some
    codes = [cause.kind.code for cause in causes_of(guard, bench, asked)]
    assert (codes or ["none"])[0] == cause, guard.name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("refuses more than 6 letters", "of more than 6 letters"),
        ("refuses the letter z", "with the letter 'z'"),
        ("stems of a half", "half of a banned word"),
        ("stems of 90 %", "from 90% of its word on"),
        ("stems of five letters", "of at least 5 letters"),
        ("missing 3 common words", "3 of 300 words"),
        ("no expressions", "('held down')"),
        ("last prefix only", "only the last prefix"),
    ],
)
def test_the_evidence_names_the_size(name: str, said: str, bench: Bench, populations: Populations) -> None:
    assert said in causes_of(named(name), bench, populations)[0].why


def test_what_costs_most_comes_first(bench: Bench, populations: Populations) -> None:
    points = [cause.points for cause in causes_of(named("20 fruits"), bench, populations)]
    assert len(points) > 1
    assert points == sorted(points, reverse=True)


def test_a_cause_explains_wrong_cases_alone(bench: Bench, populations: Populations) -> None:
    for cause in causes_of(named("20 fruits"), bench, populations):
        assert cause.explains
        assert all(case.wrong for case in cause.explains)


def test_what_is_quoted_of_a_cause_has_an_order_of_its_own(bench: Bench, populations: Populations) -> None:
    """A set has another order in each process, and the same seed gives the same report."""
    causes = causes_of(named("20 fruits"), bench, thinned(populations, bench.engine, 3))
    (missing,) = (cause for cause in causes if cause.kind is Kind.WORDS_MISSING)
    quoted = re.findall("`(.*?)`", missing.why)
    place = list(bench.policy.group_of).index
    assert len(quoted) > 3
    assert quoted == sorted(quoted, key=place)


@given(st.lists(st.text("ab", max_size=3)), st.randoms(use_true_random=False))
def test_the_shortest_come_first_whatever_the_order_was(texts: list[str], rng: random.Random) -> None:
    mixed = rng.sample(texts, len(texts))
    assert shortest_first(mixed) == shortest_first(texts)
    assert sorted(map(len, shortest_first(texts))) == list(map(len, shortest_first(texts)))
