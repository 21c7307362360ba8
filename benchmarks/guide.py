"""How long a reader of the guide waits, and how much the browser fetches: python benchmarks/guide.py

A fresh browser each round, so that nothing is cached, and the lab's own server. Each slider of the page is moved, and
the time taken until the first number or drawing beside it is another. Beside each figure stands what is promised of it.
"""

import shutil
import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from benchmarks.workbench import FLAGS, served, sizes
from lab.build import BUILT, build

PAGE = "index.html"
ROUNDS = 5
MOVES = 5  # of each slider

# The most that is promised of each: bytes, and seconds. What draws in 3-D counts, though few readers fetch it.
SIZES = {"all, raw": 16_500_000, "all, compressed": 8_000_000, "the page's own, compressed": 500_000}
TIMES = {"text": 1.5, "first pictures": 4.0, "Python is ready": 6.0}
ANSWER = 0.1  # seconds

# Resolves with the seconds from a move to the first change of the widget beside the slider itself.
MOVE = """(slider) => new Promise((resolve) => {
    const widget = slider.closest("[data-widget]");
    const watch = new MutationObserver((changes) => {
        if (changes.every(({target}) => target.parentElement?.closest(".slider"))) return;
        watch.disconnect();
        clearTimeout(late);
        resolve((performance.now() - started) / 1000);
    });
    const late = setTimeout(() => { watch.disconnect(); resolve(null); }, 3000);
    watch.observe(widget, {subtree: true, childList: true, attributes: true, characterData: true});
    const {min, max, step, value} = slider;
    const by = Number(step) || 1;
    const next = Number(value) + 3 * by > Number(max) ? Number(min) : Number(value) + 3 * by;
    const started = performance.now();
    slider.value = next;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
})"""


def since_start(page: Page) -> float:
    """Seconds since the browser began to open the page."""
    return float(page.evaluate("performance.now()")) / 1000


def visit(page: Page, address: str) -> dict[str, float]:
    """Seconds from a cold start to each step of a visit."""
    page.goto(address, wait_until="commit")
    page.wait_for_selector("h1")
    text = since_start(page)
    page.wait_for_selector("[data-widget=tokens] [data-value]")
    pictures = since_start(page)
    page.wait_for_selector("body[data-python=ready]", timeout=120_000)
    return dict(zip(TIMES, (text, pictures, since_start(page)), strict=True))


def answers(page: Page) -> dict[str, list[float]]:
    """Seconds that each move of a slider took, by widget."""
    taken: dict[str, list[float]] = {}
    for slider in page.query_selector_all("[data-widget] input[type=range]"):
        if not slider.is_visible():
            continue
        widget = str(slider.evaluate("it => it.closest('[data-widget]').dataset.widget"))
        slider.scroll_into_view_if_needed()
        for _ in range(MOVES):
            seconds = slider.evaluate(MOVE)
            if seconds is not None:
                taken.setdefault(widget, []).append(seconds)
    return taken


def main() -> None:
    build(lambda said: print(said, file=sys.stderr))
    print(f"{'size':<28}{'bytes':>14}{'promised':>14}")
    for (name, most), measured in zip(SIZES.items(), sizes(BUILT, BUILT / PAGE), strict=True):
        print(f"{name:<28}{measured:>14,}{most:>14,}")
    print()
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    rounds, taken = [], dict[str, list[float]]()
    with served() as address, sync_playwright() as playwright:
        root = address.partition("#")[0].removesuffix("bench/")
        for _ in range(ROUNDS):
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            page = browser.new_page()
            rounds.append(visit(page, root))
            if len(rounds) == 1:
                # What is brought in behind the reader's back is not what a slider takes.
                page.evaluate("() => new Promise(resolve => setTimeout(resolve, 5000))")
                taken = answers(page)
            browser.close()
    print(f"{'time':<28}{'median s':>14}{'worst s':>14}{'promised':>14}")
    for name, promised in TIMES.items():
        seconds = [round_[name] for round_ in rounds]
        print(f"{name:<28}{statistics.median(seconds):>14.2f}{max(seconds):>14.2f}{promised:>14.1f}")
    print(f"\n{'answer to a slider':<28}{'median s':>14}{'worst s':>14}{'promised':>14}")
    for widget, seconds in taken.items():
        print(f"{widget:<28}{statistics.median(seconds):>14.3f}{max(seconds):>14.3f}{ANSWER:>14.1f}")


if __name__ == "__main__":
    main()
