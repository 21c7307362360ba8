"""A page in a browser that is watched for whatever it should not do."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TimedOut

Scheme = Literal["light", "dark"]


@contextmanager
def watched(
    browser: Browser, *, width: int, height: int, scheme: Scheme, offline: bool
) -> Iterator[tuple[Page, list[str]]]:
    """A page, and the addresses that it asks for; afterwards it must have complained of nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=offline
    )
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    # That drawing in software is slow is a remark of the browser's driver, not of the page.
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.type}: {message.text}")
            if "GL Driver Message" not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    assert complaints == []
    context.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, width: int = 1280, height: int = 900, scheme: Scheme = "light"
) -> Iterator[Page]:
    """Open a file without a network; afterwards it must have asked for nothing and complained of nothing."""
    with watched(browser, width=width, height=height, scheme=scheme, offline=True) as (page, asked):
        page.goto(file.as_uri())
        yield page
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]


@contextmanager
def visited(browser: Browser, address: str, root: str, script: str = "", without: str = "") -> Iterator[Page]:
    """Open an address of a server; afterwards the page must have asked for nothing that is not below its root.

    `script` runs before those of the page. What matches the pattern `without` arrives empty.
    """
    with watched(browser, width=1280, height=900, scheme="light", offline=False) as (page, asked):
        page.add_init_script(script)
        if without:
            page.route(without, lambda route: route.fulfill(content_type="text/javascript", body=b""))
        page.goto(address)
        yield page
        assert [url for url in asked if not url.startswith((root, "data:", f"blob:{root}"))] == []


def looks(
    page: Page, widths: tuple[int, ...] = (1280, 400), schemes: tuple[Scheme, ...] = ("light",)
) -> Iterator[tuple[int, Scheme]]:
    """A page that is open, in each width and each light."""
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            yield width, scheme


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def told_to_scroll(shown: Page) -> list[bool]:
    """Of each matrix or table in sight whether it scrolls; those that do come to say and to show it, and no others.

    The page tells by a timeline of what is scrolled, which the browser has no sooner than it has drawn.
    """
    look = """[...document.querySelectorAll(".scroll")].filter(box => box.offsetParent).map(box => [
        box.scrollWidth > box.clientWidth,
        parseFloat(getComputedStyle(box, "::before").height) > 0,
        parseFloat(getComputedStyle(box).getPropertyValue("--more")) > 0,
    ])"""
    with suppress(TimedOut):
        shown.wait_for_function(f"{look}.every(([can, says, fades]) => can === says && can === fades)")
    found: list[tuple[bool, bool, bool]] = shown.evaluate(look)
    assert all(can == says == fades for can, says, fades in found), found
    return [can for can, _, _ in found]
