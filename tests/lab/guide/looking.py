"""What a reader sees in a widget of the guide, and what Python says on the desktop."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from lab.browser import calls

SECONDS = 120_000  # milliseconds of them: for a machine that does much else

SAME = """([place, values]) => {
    const shown = [...place.querySelectorAll('[data-value]')].map(it => Number(it.dataset.value));
    const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
    return shown.length === values.length && shown.every((value, at) => near(value, values[at]));
}"""


def widget(page: Page, name: str) -> Locator:
    """The place of a widget, brought into sight."""
    place = page.locator(f'[data-widget="{name}"]')
    place.scroll_into_view_if_needed()
    return place


def numbers(place: Locator) -> list[float]:
    """The full values of all numbers in a place, in their order."""
    values: list[str] = place.evaluate(
        "place => [...place.querySelectorAll('[data-value]')].map(it => it.dataset.value)"
    )
    return [float(value) for value in values]


def asked(call: str, *arguments: object) -> Any:
    """What the page's Python answers to a call, asked on the desktop: its first part."""
    (answer, *_) = (json.loads(part) for part in calls.parts(call, json.dumps(arguments)))
    assert not isinstance(answer, dict) or "broken" not in answer, answer["broken"]
    return answer


def near(numbers: list[float]) -> Any:
    """Equal but for the last bits, in which the Pythons of page and desktop may add differently."""
    return pytest.approx(numbers, rel=1e-9, abs=1e-9)


def shows(place: Locator, values: list[float]) -> None:
    """Wait until the numbers of a place are these; fails with both where they never are.

    The place is brought into sight, for out of it a widget waits with a change.
    """
    place.scroll_into_view_if_needed()
    try:
        place.page.wait_for_function(SAME, arg=[place.element_handle(), values], timeout=SECONDS / 4)
    except TooLate:
        assert numbers(place) == near(values)


def move(slider: Locator, value: float) -> None:
    """Put a slider somewhere, as a hand does: the page hears of it."""
    slider.evaluate(
        "(it, value) => { it.value = value; it.dispatchEvent(new Event('input', {bubbles: true})) }", value
    )


def rename(page: Page, name: str) -> None:
    """Choose another running name."""
    page.fill("#name", name)
