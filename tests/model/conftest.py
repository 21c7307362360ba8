"""What several tests of the model share: the published runs of all steps."""

from pathlib import Path

import pytest

from model.training.course import Run
from model.training.names import load_names
from model.training.steps import STEPS
from model.training.steps.run import run


@pytest.fixture(scope="session")
def names(names_path: Path) -> tuple[str, ...]:
    return load_names(names_path)


@pytest.fixture(scope="session")
def fast_runs(names: tuple[str, ...]) -> tuple[Run, ...]:
    """All six steps by their fast twins, all 1,000 updates."""
    return tuple(run(step, names, 1000, fast=True, each_step=lambda *_: None) for step in STEPS)
