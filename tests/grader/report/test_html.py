"""The page, in a real browser: it says what the report says, asks for nothing, and runs nothing."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import example as given_example
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from grader.judging.estimate import Share
from grader.report.html import to_html
from grader.report.html.pictures import harm_plot
from grader.report.html.plot import LABEL_HIGH, LABEL_WIDE, Point, plot, share, ticks
from grader.report.record import Report
from tests.grader.report.samples import GRADED, HOSTILE, REJECTED, hostile
from tests.watched import looks, opened, overflow

MANY = 1 + (1 << 20) // len(HOSTILE)  # a megabyte of it


def page_of(report: Report, folder: Path) -> Path:
    file = folder / "report.html"
    file.write_bytes(to_html(report))
    return file


def test_the_page_says_what_the_report_says_in_any_light_and_width(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_of(GRADED, tmp_path)) as page:
        for look in looks(page, schemes=("light", "dark")):
            text = page.inner_text("body")
            for said in (
                "59.0 of 100: failed",
                "between 57.5 and 60.2",
                "49.0 / 50",
                "a fruit was emitted 3 times",
                "OK: figa",
                "look for it anywhere",
                "2 names were called safe because of it",
                "✗ aimed",
                "✓ whole",
                "grade bot.py --seed 7",
                "melo leaks with 55.0 %",
                "stderr| another",
                "How f became fig",
                "g 12.5 % n s o",
            ):
                assert said in " ".join(text.split()), look
            assert page.locator("svg.plot").count() == 2
            assert page.locator("svg.plot .corner").count() == 2
            assert page.locator("svg.plot .square").count() == 2
            assert page.locator("#cost ~ .dot").count() == 2  # what is refused has no dot
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert background == {"light": "rgb(251, 250, 247)", "dark": "rgb(23, 22, 19)"}[look[1]]
            assert overflow(page) == 0, look


def test_a_rejected_file_is_told_by_its_diff(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_of(REJECTED, tmp_path)) as page:
        assert "0.0 of 100: rejected" in page.inner_text("h1")
        assert page.locator("pre .minus").all_inner_texts() == ["--- frozen", "-    a = 1"]
        assert page.locator("pre .plus").all_inner_texts() == ["+++ yours", "+    a = 2"]
        assert page.locator("svg.plot").count() == 0


@pytest.mark.slow
def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    """Whatever it is, it adds no element, runs no code, asks for nothing and does not widen the page."""
    with opened(browser, page_of(GRADED, tmp_path)) as page:
        elements = page.locator("body script, body img, body style, body a, body iframe").count()
    with opened(browser, page_of(hostile(MANY), tmp_path)) as page:
        assert page.locator("body script, body img, body style, body a, body iframe").count() == elements == 0
        assert page.locator("[onerror], [onload]").count() == 0
        assert "<script>alert(1)</script>" in page.inner_text("article dd >> nth=0")
        assert "{{ 7 * 7 }}" in page.inner_text("article dd >> nth=0")
        for look in looks(page):
            assert overflow(page) == 0, look


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else(
    browser: Browser, tmp_path: Path
) -> None:
    smuggled = to_html(GRADED).replace(
        b"</main>", b"<script>document.title = 'owned'</script><style>h1 { color: red }</style></main>"
    )
    file = tmp_path / "smuggled.html"
    file.write_bytes(smuggled)
    context = browser.new_context(offline=True)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(file.as_uri())
    assert page.title() == "bot.py: failed"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"
    assert len(refused) == 2
    assert all("Content Security Policy" in message for message in refused)
    context.close()


def test_the_same_report_makes_the_same_page() -> None:
    assert to_html(GRADED) == to_html(GRADED)


def test_axes_tell_small_values_apart_and_keep_all_inside() -> None:
    assert share(0.01, 1) == pytest.approx(0.1)
    assert (share(-1, 1), share(2, 1)) == (0.0, 1.0)
    assert ticks(1.0)[0] == 0
    assert ticks(1.0)[-1] == 1.0
    drawn = plot("a", "b", "c", [Point(0, 0, "dot", "", name) for name in ("one", "two", "three")], 1, 1)
    assert (drawn.points[0].x, drawn.points[0].y) == (drawn.left, drawn.bottom)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
@given_example([(0.0, 1.0), (0.0, 0.97), (0.0, 0.0), (0.0, 0.0)])
def test_no_label_stands_on_another_or_outside_of_the_axes(places: list[tuple[float, float]]) -> None:
    drawn = plot("a", "b", "c", [Point(x, y, "dot", "", "name") for x, y in places], 1, 1)
    labels = [(point.x, point.baseline) for point in drawn.points if point.label]
    assert bool(labels) == bool(places)
    assert all(drawn.top - LABEL_HIGH < base < drawn.bottom for _, base in labels)
    for number, (x, base) in enumerate(labels):
        for other, above in labels[:number]:
            assert abs(x - other) > LABEL_WIDE or abs(base - above) >= LABEL_HIGH


def test_this_guard_is_named_beside_a_guard_that_everybody_knows() -> None:
    for harm in (1.0, 0.9, 0.0):
        rate = Share(harm, harm, harm)
        report = msgspec.structs.replace(GRADED, harm_rate=rate, over_block_rate=Share(0.0, 0.0, 0.0))
        shown = harm_plot(report)
        assert shown
        assert {point.label for point in shown.points} == {
            "the starter",
            "refuse all",
            "perfect",
            "this guard",
        }
