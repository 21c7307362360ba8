"""Waiting for what comes of itself, without taking the processor from it."""

import time
from collections.abc import Callable

PAUSE = 0.01  # seconds


def wait_until(is_so: Callable[[], object]) -> None:
    """Look again and again; whoever waits in vain is ended by the time limit of the test."""
    while not is_so():
        time.sleep(PAUSE)
