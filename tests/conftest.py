"""What every room's tests share."""

import gc
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says how busy the machine is, and nothing of the code.
# A few examples each time: what they miss, the next run may meet. With --hypothesis-profile=thorough there are more.
for profile, examples in (("thorough", 50), ("ordinary", 20)):
    settings.register_profile(
        profile, deadline=None, max_examples=examples, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("ordinary")


# Of the cases of a slow test, one in so many is in an ordinary run, and the others are `thorough`.
ONE_IN = 8


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever looks at a page is slow: a browser takes seconds to start. What is thorough is slow too."""
    cases: Counter[str] = Counter()
    for item in items:
        looks_at_a_page = isinstance(item, pytest.Function) and "browser" in item.fixturenames
        if looks_at_a_page or is_marked(item, "thorough"):
            item.add_marker(pytest.mark.slow)
        if is_marked(item, "slow"):
            test = item.nodeid.partition("[")[0]
            if cases[test] % ONE_IN:
                item.add_marker(pytest.mark.thorough)
            cases[test] += 1


def is_marked(item: pytest.Item, name: str) -> bool:
    return item.get_closest_marker(name) is not None


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, for many tests wait: for a page, for a child, for the end of its time."""
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return processors + 1


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what stays to the end: some million objects, looked through again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def names_path() -> Path:
    """The 32,033 names, which come along."""
    return REPOSITORY / "model" / "data" / "names.txt"


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
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--enable-unsafe-swiftshader"],
        )
        yield started
        started.close()
