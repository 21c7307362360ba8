"""What every room's tests share."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def names_path() -> Path:
    """The 32,033 names, which come along."""
    return REPOSITORY / "model" / "data" / "names.txt"
