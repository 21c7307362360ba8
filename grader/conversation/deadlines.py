"""How long a child may take: in its own CPU time where that can be seen, for the machine may be busy with others."""

import time
from collections.abc import Callable

import msgspec

from grader.sandbox import Child, own_seconds

PATIENCE = 2.0  # seconds of the clock for each second that is allowed: a child may wait, or be made to wait
SHORTEST_LOOK, LONGEST_LOOK = 0.01, 0.25  # seconds
# Seconds of the clock: most responses come sooner, and nothing but the CPU time is looked at before.
SOON = 0.1

# Seconds of the clock before it is of use to look at a deadline again; 0 or less when it is over.
Left = Callable[[], float]


class Deadlines(msgspec.Struct, frozen=True):
    """Seconds of the child's CPU time; PATIENCE times as many in which it waits for something else than a processor."""

    # More for the first response: importing may take its time.
    start: float = 5.0
    # For each response; and as long again until one that is late is waited for no more, which ends the session.
    line: float = 5.0
    # More for each prefix of a request, at most; see `Pace`.
    slot: float = 0.1
    # By which responses may be late in all.
    late: float = 20.0
    # For the whole session.
    run: float = 120.0
    # From the end of stdin to the end of the process.
    end: float = 5.0
    # For questions to the hooks that are asked together; what is left then is not asked.
    questions: float = 10.0
    # For all questions to one host, if that is more.
    host: float = 20.0


class Stopwatch:
    """The seconds that a child has taken for something."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._began = time.monotonic()
        self._computed = child.cpu_seconds()
        self._kept: float | None = None

    def passed(self) -> float:
        """Seconds of the clock."""
        return time.monotonic() - self._began

    def kept(self) -> float:
        """Seconds, from some moment on, in which a machine that is busy let neither of the two go on."""
        return self._child.starved_seconds() + own_seconds()

    def computed(self) -> float:
        """Seconds of CPU time; of the clock where the system does not tell."""
        now = self._child.cpu_seconds()
        return self.passed() if now is None or self._computed is None else now - self._computed

    def counted(self, enough: float) -> float:
        """What a deadline of `enough` seconds is held against: what it waited counts too, at a PATIENCE-th.

        What the grader itself computed or was starved for is no waiting of the child's. Below `enough` it may say a
        little more than there was, where the machine was busy.
        """
        computed, passed = self.computed(), self.passed()
        if passed < SOON:
            return computed
        if self._kept is None:
            self._kept = self.kept()
        if passed / PATIENCE >= enough:
            passed -= max(0.0, self.kept() - self._kept)  # less where a thread has ended meanwhile
        return max(computed, passed / PATIENCE)


class Deadline:
    """The end of the seconds that a child has for something, counted from now."""

    def __init__(self, child: Child, seconds: float) -> None:
        self.watch = Stopwatch(child)
        self.seconds = seconds

    def left(self) -> float:
        """Seconds of the clock before it is of use to look again; 0 or less when the time is over."""
        left = self.seconds - self.watch.counted(self.seconds)
        if left <= 0:
            return left
        return min(left, SOON) if self.watch.passed() < SOON else max(left, SHORTEST_LOOK)


def from_the_first_look(make: Callable[[], Deadline]) -> Left:
    """A deadline that is made when somebody has to wait for it."""
    made: list[Deadline] = []

    def left() -> float:
        if not made:
            made.append(make())
        return made[0].left()

    return left


def no_time() -> float:
    """A deadline that is over."""
    return 0.0


def unless(is_over: Callable[[], bool], left: Left) -> Left:
    """A deadline that is over too when something else says so, which is looked at now and then."""
    return lambda: no_time() if is_over() else min(left(), LONGEST_LOOK)


def first_of(one: Left, other: Left) -> Left:
    """The deadline that is over as soon as one of two is."""
    return lambda: min(one(), other())


class Pace:
    """How long a bot has taken for a slot so far, and so how long a request for many may take.

    A guard that is slow and right gets the time that it needs for a large request; one that hangs there and was quick
    before is not waited for as if it were slow.
    """

    MARGIN = 4.0  # times the mean

    def __init__(self, most: float) -> None:
        self._most = most
        self._slots, self._seconds = 0, 0.0

    def note(self, slots: int, seconds: float) -> None:
        self._slots += slots
        self._seconds += seconds

    def seconds_for(self, slots: int) -> float:
        """Seconds for the slots of a request, above what every request gets."""
        if not self._slots:
            return slots * self._most
        return slots * min(self._most, self.MARGIN * self._seconds / self._slots)
