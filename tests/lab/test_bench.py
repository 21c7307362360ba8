"""The workbench in a real browser, with Python in it: from a request and its trace to the grader's report."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.lab.axe import OF_A_LOOK, nothing_serious
from tests.lab.bots import (
    SHIPPED,
    STARTER,
    answers_of_the_program,
    request_lines,
    with_line,
    with_request_hook,
)
from tests.lab.served import Served, started
from tests.watched import Scheme, overflow, visited

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.usefixtures("site")]

SECONDS = 120_000  # milliseconds of them: for a machine that does much else
KEPT = "localStorage.getItem('fruitless-bench-bot.py')"


@pytest.fixture(scope="module")
def _bench(browser: Browser, served: Served) -> Iterator[Page]:
    with visited(browser, f"{served.root}bench/", served.root) as page:
        yield page


@pytest.fixture
def bench(_bench: Page) -> Page:
    """The workbench with the starter loaded, opened once: its Python takes seconds to start."""
    if _bench.evaluate(KEPT) not in (None, STARTER):
        _bench.click("#starter")
    _bench.click("#tab-chat")
    state(_bench, "Your bot is loaded.")
    return _bench


def state(page: Page, said: str) -> None:
    expect(page.locator("#state")).to_contain_text(said, timeout=SECONDS)


def put(page: Page, source: str) -> None:
    """Open a file in the editor, which runs it."""
    file: Any = {"name": "mine.py", "mimeType": "text/x-python", "buffer": source.encode()}
    page.set_input_files("#open", file)
    expect(page.locator("#file")).to_contain_text("mine.py")


def send(page: Page, line: str) -> Locator:
    """Send a request; its exchange, when it is over."""
    page.click("#tab-chat")
    before = page.locator(".exchange").count()
    page.fill("#chat-line", line)
    page.press("#chat-line", "Enter")
    expect(page.locator(".exchange")).to_have_count(before + 1)
    exchange = page.locator(".exchange").first
    expect(exchange).not_to_have_attribute("aria-busy", "true", timeout=SECONDS)
    return exchange


@pytest.mark.thorough
def test_talk_to_the_starter_and_look_at_it_from_all_sides(bench: Page, tmp_path: Path) -> None:
    # With another seed requests are counted anew, whatever was asked before.
    for seed in ("7", "42"):
        bench.fill("#chat-seed", seed)
        exchange = send(bench, "ma lemo")
    assert (
        exchange.locator(".answer").inner_text()
        == answers_of_the_program(STARTER, ["ma lemo"], "42", tmp_path)[0]
    )
    trace = " ".join(exchange.locator("details").inner_text().split())
    for said in (
        "policy: REFUSE, ends in 'lemo', 4 of the 5 letters of 'lemon'",
        "is_safe_request([ma, lemo]) returned None: let through",
        "Prefix 2: lemo",
        "m given a given l 8.80 %",
        "is_safe_name(mallen) returned True: kept",
    ):
        assert said in trace
    assert exchange.locator("mark").all_inner_texts() == ["lemo"]

    lines = request_lines(200)
    many: Any = {
        "name": "requests.txt",
        "mimeType": "text/plain",
        "buffer": "\n".join(lines).encode() + b"\n",
    }
    bench.set_input_files("#chat-file", many)
    responses = bench.locator(".exchange").first.locator("pre")
    expect(responses).to_be_visible(timeout=SECONDS)
    assert responses.inner_text().split("\n") == answers_of_the_program(STARTER, lines, "42", tmp_path)

    bench.click("#tab-risk")
    bench.press("#risk-prefix", "Enter")
    expect(bench.locator("#risk-state")).to_contain_text(re.compile(r"\d,\d00 texts"), timeout=SECONDS)
    low, high = map(float, re.findall(r"([\d.]+) %", bench.inner_text("#risk-bounds")))
    assert 22.8 < low < high < 24.5
    banned = bench.locator(".tree .banned", has_text="apple").first
    assert "and your is_safe_name keeps it" in banned.inner_text()

    bench.click("#tab-attack")
    bench.select_option("#attack-family", "stem")
    bench.press("#attack-seed", "Enter")
    expect(bench.locator("#attack-state")).to_have_text("0 of 24 went well.", timeout=SECONDS)
    assert bench.locator("#attack-rows tbody tr").count() == 24

    bench.click("#tab-grade")
    assert "opened without the lab" in bench.inner_text("#grade")
    assert not bench.is_visible("#grade-start")

    looks: tuple[tuple[Scheme, int], ...] = (("dark", 400), ("light", 1280))
    for scheme, width in looks:
        bench.emulate_media(color_scheme=scheme)
        bench.set_viewport_size({"width": width, "height": 900})
        for tab in ("chat", "attack", "practice", "risk", "grade"):
            bench.click(f"#tab-{tab}")
            assert nothing_serious(bench, rules=() if width == 400 else OF_A_LOOK) == []
            assert overflow(bench) == 0


HOSTILE = with_request_hook(
    """if prefixes == ["loop"]:
        while True:
            pass
    if prefixes == ["flood"]:
        print("x" * 10_000_000)
    if prefixes == ["crash"]:
        os._exit(3)
    if prefixes == ["doors"]:
        import js
        return repr([js.fetch, js.indexedDB, js.XMLHttpRequest, js.Worker])"""
)


@pytest.mark.thorough
def test_whatever_a_hook_does_is_told_and_the_page_goes_on(bench: Page) -> None:
    put(bench, HOSTILE)
    bench.reload()
    # What was kept is there again, and runs.
    state(bench, "would reject this file")
    assert bench.evaluate(KEPT) == HOSTILE
    expect(bench.locator(".cm-content")).to_contain_text('prefixes == ["flood"]')
    assert bench.locator("#problems h3").all_inner_texts() == ["an import that is not allowed"]
    for line, said in (
        ("loop", "No answer within 2.5 seconds"),
        ("flood", "More than a megabyte was printed."),
        ("crash", "Your code ended Python itself"),
    ):
        assert said in send(bench, line).inner_text()
        state(bench, said)
    # The next question finds the bot again, in a new worker, from which nothing leads out.
    assert send(bench, "doors").locator(".answer").inner_text() == "REFUSE: [None, None, None, None]"

    put(bench, with_line("x = ["))
    state(bench, "cannot be loaded")
    assert "SyntaxError: '[' was never closed" in bench.inner_text("#problems")
    bench.get_by_role("button", name="Go to line 196").first.click()
    assert "There is nothing to ask" in send(bench, "ma").inner_text()


def test_the_starter_becomes_a_guard_that_passes_the_practice_check(bench: Page) -> None:
    region = SHIPPED.partition("the policy is yours")[2].partition("\n")[2].partition("\n# ====")[0]
    bench.locator(".cm-content").focus()
    bench.keyboard.press("Control+a")
    bench.keyboard.insert_text(region)
    # Only what is between the fences was there to be selected.
    assert bench.evaluate(KEPT) == SHIPPED
    state(bench, "Edited since: press Run.")
    bench.keyboard.press("Control+Enter")
    state(bench, "Your bot is loaded.")

    # From the editor on by keyboard alone.
    bench.keyboard.press("Escape")
    bench.keyboard.press("Tab")
    expect(bench.locator("#tab-chat")).to_be_focused()
    for _ in range(2):
        bench.keyboard.press("ArrowRight")
    expect(bench.locator("#tab-practice")).to_be_focused()
    for _ in range(3):
        bench.keyboard.press("Tab")
    expect(bench.locator("#practice-start")).to_be_focused()
    bench.keyboard.press("Enter")
    expect(bench.locator("#practice-state")).to_contain_text("Nothing went wrong", timeout=SECONDS)
    assert bench.locator("#practice-results .failed").count() == 0
    assert bench.locator("#practice-results li").count() > 30

    expect(bench.locator(".cm-content")).to_contain_text("BLOCKED_PREFIX_PATTERNS")
    bench.click("#starter")
    assert bench.evaluate(KEPT) == STARTER
    bench.click("#undo")
    assert bench.evaluate(KEPT) == SHIPPED
    with bench.expect_download() as download:
        bench.click("#save")
    assert download.value.path().read_text(encoding="utf-8") == SHIPPED


@pytest.mark.thorough
def test_a_file_on_disk_is_followed_and_graded_for_real(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text(STARTER, encoding="utf-8")
    with started("--bot", str(file)) as server, visited(browser, server.address, server.root) as page:
        # Text first: it stands there before there is any Python.
        assert "Two hooks of yours decide" in page.inner_text("header")
        state(page, "Your bot is loaded.")
        expect(page.locator("#file")).to_contain_text("Follows bot.py")
        # The whole of a line, and then it is there: so an editor saves.
        (tmp_path / "new").write_text(with_line("MARK = 1"), encoding="utf-8")
        (tmp_path / "new").rename(file)
        expect(page.locator("#file")).to_contain_text("bot.py was saved", timeout=SECONDS)
        assert page.evaluate(KEPT) == with_line("MARK = 1")

        page.click("#tab-grade")
        page.click("#grade-start")
        expect(page.locator("#grade-state")).to_contain_text("questions", timeout=SECONDS)
        expect(page.locator("#grade-state")).to_contain_text("of 100: failed", timeout=SECONDS)
        report = page.frame_locator("iframe.report")
        expect(report.locator("h1")).to_contain_text("failed")
        expect(report.locator("body")).to_contain_text("nothing is refused and nothing is discarded")
        assert nothing_serious(page) == []
