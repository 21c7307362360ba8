"""What every room's tests share."""

import signal
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def names_path() -> Path:
    """The 32,033 names, which come along."""
    return REPOSITORY / "model" / "data" / "names.txt"
