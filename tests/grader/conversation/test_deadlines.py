"""Time is what the child computes; the clock counts too, but for less, and a request for more gets more."""

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.conversation import deadlines
from grader.conversation.deadlines import PATIENCE, SOON, Deadline, Pace
from grader.sandbox import Child


@dataclass
class Machine:
    """A child and the clock beside it."""

    computed: float | None = 0.0
    starved: float = 7.0
    own: float = 3.0
    clock: float = 100.0

    def cpu_seconds(self) -> float | None:
        return self.computed

    def starved_seconds(self) -> float:
        return self.starved

    def monotonic(self) -> float:
        return self.clock


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    it = Machine()
    monkeypatch.setattr(deadlines, "time", it)
    monkeypatch.setattr(deadlines, "own_seconds", lambda: it.own)
    return it


def deadline(machine: Machine, seconds: float) -> Deadline:
    return Deadline(cast(Child, machine), seconds)


def test_a_busy_machine_costs_a_child_nothing(machine: Machine) -> None:
    due = deadline(machine, 5.0)
    assert due.left() == SOON
    machine.computed, machine.clock = 0.5, 101.0
    assert due.left() == 4.5
    machine.computed, machine.starved, machine.clock = 1.0, 1_006.0, 1_100.0
    assert due.watch.computed() == due.watch.counted(5.0) == 1.0
    machine.clock += 8.0
    assert due.watch.counted(5.0) == 9.0 / PATIENCE
    assert due.left() > 0
    machine.clock += 1.0
    assert due.left() <= 0


def test_a_grader_that_may_not_go_on_costs_a_child_nothing(machine: Machine) -> None:
    due = deadline(machine, 5.0)
    machine.clock = 101.0
    assert due.left() == 4.5
    machine.own, machine.clock = 1_003.0, 1_105.0
    assert due.watch.counted(5.0) == 5.0 / PATIENCE
    machine.own = 2.0  # a thread of the grader has ended, and nobody knows of its seconds any more
    assert due.left() <= 0


def test_a_child_that_computes_has_the_seconds_and_no_more(machine: Machine) -> None:
    due = deadline(machine, 5.0)
    machine.computed, machine.clock = 4.9, 104.9
    assert due.left() > 0
    machine.computed, machine.clock = 5.0, 105.0
    assert due.left() <= 0


def test_a_child_that_waits_is_not_waited_for_without_end(machine: Machine) -> None:
    due = deadline(machine, 5.0)
    machine.clock += 5.0 * PATIENCE
    assert due.left() <= 0
    assert due.watch.counted(5.0) == 5.0


def test_where_no_cpu_time_is_to_be_seen_the_clock_counts(machine: Machine) -> None:
    machine.computed = None
    due = deadline(machine, 5.0)
    machine.clock += 4.0
    assert due.watch.computed() == due.watch.counted(5.0) == 4.0
    machine.clock += 1.0
    assert due.left() <= 0


def test_a_child_that_has_ended_is_timed_by_the_clock(machine: Machine) -> None:
    due = deadline(machine, 5.0)
    machine.computed, machine.clock = None, 102.0
    assert due.watch.computed() == 2.0


@given(st.lists(st.tuples(st.integers(1, 1_000), st.floats(0.0, 100.0)), max_size=20), st.integers(1, 1_000))
def test_a_slot_never_gets_more_than_the_most_nor_less_than_it_took(
    seen: list[tuple[int, float]], slots: int
) -> None:
    pace = Pace(most=0.1)
    for count, seconds in seen:
        pace.note(count, seconds)
    allowed = pace.seconds_for(slots)
    assert allowed <= slots * 0.1
    if seen:
        mean = sum(seconds for _, seconds in seen) / sum(count for count, _ in seen)
        assert allowed >= slots * min(0.1, mean)


def test_a_quick_bot_that_hangs_is_not_waited_for_as_a_slow_one() -> None:
    quick, slow = Pace(most=0.1), Pace(most=0.1)
    quick.note(100, 0.05)
    slow.note(100, 5.5)
    assert quick.seconds_for(1_000) == pytest.approx(2.0)
    assert slow.seconds_for(1_000) == pytest.approx(100.0)
