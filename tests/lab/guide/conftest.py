"""The guide in a real browser, loaded once: its Python takes seconds to start."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.lab.guide.looking import SECONDS, rename
from tests.lab.served import Served
from tests.watched import visited

expect.set_options(timeout=SECONDS / 2)


@pytest.fixture(scope="session")
def _guide(browser: Browser, served: Served) -> Iterator[Page]:
    with visited(browser, served.root, served.root) as page:
        page.emulate_media(reduced_motion="reduce")  # so that nothing scrolls slowly
        page.wait_for_selector("body[data-python=ready]", timeout=SECONDS)
        yield page


@pytest.fixture
def guide(_guide: Page) -> Page:
    """The guide with Python ready, at 1280 pixels, and with "emma" as its running name, looked at in its first m."""
    _guide.keyboard.press("Escape")
    rename(_guide, "emma")
    _guide.locator(".tokens-of-name input[value='2']").first.evaluate("it => it.click()")
    return _guide
