"""How large the workbench is, and how long somebody waits for it: python benchmarks/workbench.py

A fresh browser each round, so that nothing is cached, and the lab's own server. Beside each figure stands what is
promised of it, and beside the chat the same request to `python bot.py`, from its start to its answer.
"""

import gzip
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lab.build import BUILT, build

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = "bench/index.html"
ROUNDS = 7
REQUEST = "ma gra lo"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]

# The most that is promised of each: bytes, and seconds.
SIZES = {"all, raw": 16_000_000, "all, compressed": 7_500_000, "the page's own, compressed": 400_000}
TIMES = {"text": 1.0, "Python is ready": 5.0, "chat": 0.3, "first bounds": 1.0}


def sizes(site: Path, page: Path) -> tuple[int, int, int]:
    """Bytes of what a reader of a page may fetch: raw, compressed as a static host does it, and of the page's own."""
    compressed = {file: len(gzip.compress(file.read_bytes(), 9)) for file in fetched(site, page)}
    own = [size for file, size in compressed.items() if file == page or file.parent.name == "assets"]
    return sum(file.stat().st_size for file in compressed), sum(compressed.values()), sum(own)


def fetched(site: Path, page: Path) -> set[Path]:
    """A page and what it names among the files of the site, and what these name."""
    files = {
        file.name.encode(): file for file in site.rglob("*") if file.is_file() and file.suffix != ".html"
    }
    found: set[Path] = set()
    todo = [page]
    while todo:
        file = todo.pop()
        if file not in found:
            found.add(file)
            content = file.read_bytes()
            todo += [other for name, other in files.items() if name in content]
    return found


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of the site."""
    command = [sys.executable, "-m", "lab", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split(": ")[1].strip()
        finally:
            process.terminate()


def visit(browser: Browser, address: str) -> dict[str, float]:
    """Seconds from a cold start to each step of a visit."""
    with browser.new_context() as context:
        page = context.new_page()
        clock = time.perf_counter

        def until(selector: str, since: float) -> float:
            page.wait_for_selector(selector, timeout=120_000)
            return clock() - since

        started = clock()
        page.goto(address, wait_until="commit")
        text = until("h1", started)
        ready = until("#state:has-text('is loaded')", started)
        page.fill("#chat-line", REQUEST)
        started = clock()
        page.press("#chat-line", "Enter")
        chat = until(".exchange .answer", started)
        page.click("#tab-risk")
        started = clock()
        page.press("#risk-prefix", "Enter")
        bounds = until("#risk-bounds:has-text('between')", started)
        return dict(zip(TIMES, (text, ready, chat, bounds), strict=True))


def program() -> float:
    """Seconds of `python bot.py` for the same request."""
    started = time.perf_counter()
    command = [sys.executable, str(REPOSITORY / "bot" / "bot.py"), "--seed", "42"]
    subprocess.run(command, input=f"{REQUEST}\n".encode(), capture_output=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    build(lambda said: print(said, file=sys.stderr))
    print(f"{'size':<28}{'bytes':>14}{'promised':>14}")
    for (name, most), measured in zip(SIZES.items(), sizes(BUILT, BUILT / PAGE), strict=True):
        print(f"{name:<28}{measured:>14,}{most:>14,}")
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    with served() as address, sync_playwright() as playwright:
        rounds = []
        for _ in range(ROUNDS):
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            rounds.append(visit(browser, address))
            browser.close()
    print(f"\n{'time':<28}{'median s':>14}{'worst s':>14}{'promised':>14}")
    for name, promised in TIMES.items():
        seconds = [visit[name] for visit in rounds]
        print(f"{name:<28}{statistics.median(seconds):>14.2f}{max(seconds):>14.2f}{promised:>14.1f}")
    print(f"{'python bot.py, the same':<28}{statistics.median(program() for _ in range(ROUNDS)):>14.2f}")


if __name__ == "__main__":
    main()
