"""The workbench in a real browser, with Python in it: from a request and its trace to the grader's report."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.lab.axe import nothing_serious
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


def test_talk_to_the_starter_and_look_at_it_from_all_sides(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    with visited(browser, f"{served.root}bench/", served.root) as page:
        # Text first: it stands there before there is any Python.
        assert "Two hooks of yours decide" in page.inner_text("header")
        state(page, "Your bot is loaded.")

        exchange = send(page, "ma lemo")
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
        page.set_input_files("#chat-file", many)
        responses = page.locator(".exchange").first.locator("pre")
        expect(responses).to_be_visible(timeout=SECONDS)
        assert responses.inner_text().split("\n") == answers_of_the_program(STARTER, lines, "42", tmp_path)

        page.click("#tab-risk")
        page.press("#risk-prefix", "Enter")
        expect(page.locator("#risk-state")).to_contain_text(re.compile(r"\d,\d00 texts"), timeout=SECONDS)
        low, high = map(float, re.findall(r"([\d.]+) %", page.inner_text("#risk-bounds")))
        assert 22.8 < low < high < 24.5
        banned = page.locator(".tree .banned", has_text="apple").first
        assert "and your is_safe_name keeps it" in banned.inner_text()

        page.click("#tab-attack")
        page.select_option("#attack-family", "stem")
        page.press("#attack-seed", "Enter")
        expect(page.locator("#attack-state")).to_have_text("0 of 24 went well.", timeout=SECONDS)
        assert page.locator("#attack-rows tbody tr").count() == 24

        page.click("#tab-grade")
        assert "opened without the lab" in page.inner_text("#grade")
        assert not page.is_visible("#grade-start")

        looks: tuple[tuple[Scheme, int], ...] = (("light", 1280), ("dark", 400))
        for scheme, width in looks:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            for tab in ("chat", "attack", "practice", "risk", "grade"):
                page.click(f"#tab-{tab}")
                assert nothing_serious(page) == []
                assert overflow(page) == 0


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


def test_whatever_a_hook_does_is_told_and_the_page_goes_on(browser: Browser, served: Served) -> None:
    keep = f"localStorage.setItem('fruitless-bench-bot.py', {json.dumps(HOSTILE)})"
    with visited(browser, f"{served.root}bench/", served.root, keep) as page:
        # What was kept is there again, and runs.
        state(page, "would reject this file")
        assert page.locator("#problems h3").all_inner_texts() == ["an import that is not allowed"]
        for line, said in (
            ("loop", "No answer within 2.5 seconds"),
            ("flood", "More than a megabyte was printed."),
            ("crash", "Your code ended Python itself"),
        ):
            assert said in send(page, line).inner_text()
            state(page, said)
        # The next question finds the bot again, in a new worker, from which nothing leads out.
        assert send(page, "doors").locator(".answer").inner_text() == "REFUSE: [None, None, None, None]"

        put(page, with_line("x = ["))
        state(page, "cannot be loaded")
        assert "SyntaxError: '[' was never closed" in page.inner_text("#problems")
        page.get_by_role("button", name="Go to line 196").first.click()
        assert "There is nothing to ask" in send(page, "ma").inner_text()


def test_the_starter_becomes_a_guard_that_passes_the_practice_check(browser: Browser, served: Served) -> None:
    region = SHIPPED.partition("the policy is yours")[2].partition("\n")[2].partition("\n# ====")[0]
    with visited(browser, f"{served.root}bench/", served.root) as page:
        state(page, "Your bot is loaded.")
        page.locator(".cm-content").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(region)
        # Only what is between the fences was there to be selected.
        assert page.evaluate(KEPT) == SHIPPED
        state(page, "Edited since: press Run.")
        page.keyboard.press("Control+Enter")
        state(page, "Your bot is loaded.")

        # From the editor on by keyboard alone.
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(page.locator("#tab-chat")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#tab-practice")).to_be_focused()
        for _ in range(3):
            page.keyboard.press("Tab")
        expect(page.locator("#practice-start")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#practice-state")).to_contain_text("Nothing went wrong", timeout=SECONDS)
        assert page.locator("#practice-results .failed").count() == 0
        assert page.locator("#practice-results li").count() > 30

        page.reload()
        assert page.evaluate(KEPT) == SHIPPED
        expect(page.locator(".cm-content")).to_contain_text("BLOCKED_PREFIX_PATTERNS")
        page.click("#starter")
        assert page.evaluate(KEPT) == STARTER
        page.click("#undo")
        assert page.evaluate(KEPT) == SHIPPED
        with page.expect_download() as download:
            page.click("#save")
        assert download.value.path().read_text(encoding="utf-8") == SHIPPED


def test_a_file_on_disk_is_followed_and_graded_for_real(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text(STARTER, encoding="utf-8")
    with started("--bot", str(file)) as server, visited(browser, server.address, server.root) as page:
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
