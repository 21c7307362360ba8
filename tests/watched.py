"""A page in a browser that is watched for whatever it should not do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page


@contextmanager
def opened(
    browser: Browser,
    file: Path,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """Open a file without a network; afterwards it must have asked for nothing and complained of nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    assert complaints == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def told_to_scroll(shown: Page) -> list[bool]:
    """Of each matrix or table in sight whether it says and shows that it scrolls; those that do are those that can."""
    found: list[tuple[bool, bool, bool]] = shown.evaluate(
        """() => [...document.querySelectorAll(".scroll")].filter(box => box.offsetParent).map(box => [
            box.scrollWidth > box.clientWidth,
            parseFloat(getComputedStyle(box, "::before").height) > 0,
            parseFloat(getComputedStyle(box).getPropertyValue("--more")) > 0,
        ])"""
    )
    assert all(can == says == fades for can, says, fades in found)
    return [can for can, _, _ in found]
