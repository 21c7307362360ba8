"""Signs of life for the page, which ends a worker that gives none: a hook that hangs, and not a machine that is slow.

The project's own work gives them between its steps. While a bot answers, so does its model at each draw, as often as
the frozen loop may draw: a hook that draws for ever uses them up.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

APART = 0.1  # seconds, at least
MAX_DRAWS = 10  # of a slot


class Pulse:
    """Where the signs go, when the last one was given, and how many are left to a bot."""

    def __init__(self) -> None:
        self.give: Callable[[], object] = lambda: None
        self.last = 0.0
        self.left = 0

    def beat(self) -> None:
        now = time.monotonic()
        if now - self.last > APART:
            self.last = now
            self.give()


_pulse = Pulse()
beat = _pulse.beat


def connect(give: Callable[[], object]) -> None:
    """Have each sign of life call this."""
    _pulse.give = give


def during(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a sign of life before each."""
    for item in items:
        beat()
        yield item


def allow(slots: int) -> None:
    """Let a bot give as many as it takes to answer so many slots."""
    _pulse.left = max(1, slots) * MAX_DRAWS


def of_draws(draw: Callable[[str, object], str]) -> Callable[[str, object], str]:
    """The same function, with a sign of life before each draw that the loop may make."""

    def beating(prefix: str, stream: object) -> str:
        if _pulse.left > 0:
            _pulse.left -= 1
            beat()
        return draw(prefix, stream)

    return beating
