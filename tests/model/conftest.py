"""What several tests of the model share: the published runs of all steps, and a real browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.training.course import Run
from model.training.names import load_names
from model.training.steps import STEPS, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def names(names_path: Path) -> tuple[str, ...]:
    return load_names(names_path)


@pytest.fixture(scope="session")
def fast_runs(names: tuple[str, ...]) -> tuple[Run, ...]:
    """All six steps by their fast twins, all 1,000 updates."""
    return tuple(run(step, names, 1000, fast=True, each_step=lambda *_: None) for step in STEPS)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium; CI must have one."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium: install the package of that name")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield started
        started.close()
