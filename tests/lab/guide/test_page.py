"""The guide as a page: its text before Python and without it, for every eye, by keyboard alone, in every width."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lab.browser.guide.calls import OPENING
from lab.build import SITE
from tests.lab.axe import OF_A_LOOK, nothing_serious
from tests.lab.guide.looking import SECONDS, numbers
from tests.lab.served import Served
from tests.watched import Scheme, overflow, visited

TEXTS = sorted((SITE / "src" / "guide" / "text").glob("*.md"))


def html(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_part_is_in_the_page_before_any_script(site: Path) -> None:
    page = html(site)
    assert len(TEXTS) == page.count('<section class="part"')
    for text in TEXTS:
        title = text.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        assert f">{title}</h2>" in page
    # What a strict policy would refuse, and a formula or a question that stayed source.
    assert not re.search(r' style="| on\w+="|<script(?! type="module")', page)
    assert "$$" not in page
    assert "```" not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)


@pytest.mark.slow
def test_what_is_asked_ahead_is_small(site: Path) -> None:
    assert (site / "opening.json").stat().st_size < 1_000_000
    assert len(OPENING) > 10


@pytest.mark.thorough
def test_where_python_is_kept_away_the_text_and_the_first_pictures_stay(
    browser: Browser, served: Served
) -> None:
    with visited(browser, served.root, served.root, without="**/python.zip") as page:
        page.wait_for_selector("body[data-python=gone]", timeout=SECONDS)
        assert "Python could not start here" in page.inner_text("#python")
        places = page.locator("[data-widget]:not([data-widget=code])").all()  # which has no number
        assert len(places) >= len(TEXTS)
        for place in places:
            place.scroll_into_view_if_needed()
            expect(place.locator("[data-value], button, .told").first).to_be_attached()
            assert "Python is not there" not in place.inner_text()
        # Whoever pulls a handle is told.
        page.locator("[data-widget=surprise] input").press("ArrowRight")
        expect(page.locator("[data-widget=surprise] .state")).to_have_text("Python is not there to answer.")
        assert (
            page.locator("[data-widget=surprise] input").evaluate("it => getComputedStyle(it).opacity")
            == "0.4"
        )
        # So is whoever asks for the text of a function.
        page.locator("[data-widget=surprise] .number").click()
        expect(page.locator("#origin")).to_contain_text("Python is not there to answer.")
        page.keyboard.press("Escape")
        # A question needs no Python.
        page.locator("#question-z input").fill("25")
        page.locator("#question-z input").press("Enter")
        expect(page.locator("#question-z .verdict")).to_have_text("Right.")


@pytest.mark.slow
def test_where_no_part_of_python_arrives_nothing_goes_wrong_unheard(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.route("**/python.zip", lambda route: route.abort())
    page.route("**/pyodide/**", lambda route: route.abort())
    page.goto(served.root)
    page.wait_for_selector("body[data-python=gone]", timeout=SECONDS)
    assert wrong == []
    page.close()


@pytest.mark.slow
def test_without_javascript_the_text_and_the_answers_can_be_read(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.root)
    assert "The model learned from 32,033 first names" in page.inner_text("#tokens")
    page.locator("#question-z summary").click()
    assert "The 26 letters have the ids 0 to 25." in page.inner_text("#question-z")
    assert "the text is all here" in page.inner_text("header")
    context.close()


LOOKS: tuple[tuple[Scheme, int], ...] = (("dark", 400), ("light", 400), ("dark", 1280), ("light", 1280))


@pytest.mark.thorough
def test_nobody_is_kept_from_reading_it_in_any_light_and_width(guide: Page) -> None:
    for scheme, width in LOOKS:
        guide.emulate_media(color_scheme=scheme)
        guide.set_viewport_size({"width": width, "height": 900})
        assert overflow(guide) == 0
        guide.locator("[data-widget=tokens] .number").first.click()
        expect(guide.locator("#origin pre")).to_be_visible(timeout=SECONDS)
        assert overflow(guide) == 0
        guide.keyboard.press("Escape")
        # Colours differ by the light, and what does not fit by the width: these two have all of it.
        if (scheme, width) == ("dark", 400):
            assert nothing_serious(guide) == []
        if (scheme, width) == ("light", 1280):
            assert nothing_serious(guide, rules=OF_A_LOOK) == []
    # A window of 1280 pixels, enlarged to four times its size.
    guide.set_viewport_size({"width": 320, "height": 900})
    assert overflow(guide) == 0
    guide.set_viewport_size({"width": 1280, "height": 900})


HEIGHT_OF_THE_SIGN = """all => all.map(it => {
    const isCut = it.scrollWidth > it.clientWidth;
    return isCut ? parseFloat(getComputedStyle(it, "::before").height) : 0;
})"""


@pytest.mark.slow
def test_what_is_cut_at_the_right_says_that_it_scrolls(guide: Page) -> None:
    guide.set_viewport_size({"width": 400, "height": 900})
    for cut in ("#attention .formula", "#attention figure.code pre"):
        assert max(guide.locator(cut).evaluate_all(HEIGHT_OF_THE_SIGN)) > 20, cut
    guide.set_viewport_size({"width": 1280, "height": 900})


BEGINS_A_LINE = """all => all.filter(formula => {
    const behind = (formula.closest(".together") ?? formula).nextSibling;
    if (behind?.nodeType !== Node.TEXT_NODE || !/^[.,;:?!)]/.test(behind.data)) return false;
    const sign = document.createRange();
    sign.setStart(behind, 0);
    sign.setEnd(behind, 1);
    const {left, width} = sign.getBoundingClientRect();
    const {right} = [...formula.querySelectorAll(".katex-base")].at(-1).getBoundingClientRect();
    return width && left < right - 2;
}).map(formula => formula.querySelector("annotation").textContent)"""


@pytest.mark.thorough
def test_no_line_begins_with_the_comma_behind_a_formula(guide: Page) -> None:
    for width in range(360, 480, 10):
        guide.set_viewport_size({"width": width, "height": 900})
        formulas = guide.locator(".katex:has(.katex-base)")
        assert formulas.count() > 100
        assert formulas.evaluate_all(BEGINS_A_LINE) == []
    guide.set_viewport_size({"width": 1280, "height": 900})


CAN_BE_REACHED = """() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
    const open = all.filter(it => it.tabIndex >= 0 && !it.disabled && it.checkVisibility({visibilityProperty: true}));
    // Of radio buttons that belong together, one is tabbed to.
    const groups = new Set();
    window.toReach = new Set(open.filter(it => {
        if (it.type !== "radio") return true;
        const isFirst = !groups.has(it.name);
        groups.add(it.name);
        return isFirst;
    }));
    return window.toReach.size;
}"""
WATCH = """() => {
    window.unseen = [];
    window.watch = () => {
        const now = document.activeElement;
        const group = [...window.toReach].find(it => it === now || (it.type === "radio" && it.name === now.name));
        window.toReach.delete(group);
        const shown = getComputedStyle(now);
        const isSeen = shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) > 0;
        if (!isSeen) window.unseen.push(now.outerHTML.slice(0, 120));
    };
    document.addEventListener("focusin", window.watch);
}"""
# A widget that comes into sight with a change yet to show has new elements, in which a number can be reached as well.
MISSED = "[...window.toReach].filter(it => it.isConnected).map(it => it.outerHTML.slice(0, 120))"


@pytest.mark.thorough
def test_the_keyboard_reaches_everything_and_shows_where_it_is(guide: Page) -> None:
    count = guide.evaluate(CAN_BE_REACHED)
    assert count > 100
    # The page itself looks where the focus is: to be asked after each of some 600 keys takes as long as they do.
    guide.evaluate(WATCH)
    guide.locator(".skip").focus()
    for _ in range(count + 50):
        guide.keyboard.press("Tab")
    guide.evaluate("document.removeEventListener('focusin', window.watch)")
    assert guide.evaluate("window.unseen") == []
    assert guide.evaluate(MISSED) == []


@pytest.mark.slow
def test_a_reader_with_a_keyboard_alone_plays_asks_and_answers(guide: Page) -> None:
    guide.locator(".skip").focus()
    for _ in range(2):
        guide.keyboard.press("Tab")
    expect(guide.locator("#name")).to_be_focused()
    guide.keyboard.press("Control+a")
    guide.keyboard.type("ava")
    expect(guide.locator("#tokens .running-name").first).to_have_text("ava", timeout=SECONDS)

    handle = guide.locator("[data-widget=surprise] input")
    number = guide.locator("[data-widget=surprise] .number")
    before = number.get_attribute("data-value") or ""
    handle.focus()
    guide.keyboard.press("ArrowRight")
    expect(guide.locator("[data-widget=surprise] output")).to_have_text(re.compile(r"0\.\d\d|1"))

    # Its answer puts another number in the place of the one that was there.
    expect(number).not_to_have_attribute("data-value", before, timeout=SECONDS)
    number.focus()
    guide.keyboard.press("Enter")
    expect(guide.locator("#origin")).to_be_visible()
    assert numbers(guide.locator("[data-widget=surprise]"))[0] == float(guide.inner_text("#origin .full"))
    expect(guide.locator("#origin pre")).to_be_visible(timeout=SECONDS)
    guide.keyboard.press("Tab")
    expect(guide.locator("#origin pre")).to_be_focused()
    guide.keyboard.press("Escape")
    expect(guide.locator("#origin")).to_be_hidden()
    expect(number).to_be_focused()


@pytest.mark.slow
def test_a_button_that_can_be_pressed_no_further_keeps_the_focus_and_does_nothing(guide: Page) -> None:
    graph = guide.locator("[data-widget=graph]")
    graph.get_by_role("button", name="All of it").focus()
    guide.keyboard.press("Enter")
    expect(graph.get_by_role("button", name="All of it")).to_be_disabled()
    expect(graph.get_by_role("button", name="All of it")).to_be_focused()
    done = graph.inner_text()
    graph.get_by_role("button", name="Next step").focus()
    guide.keyboard.press("Enter")
    assert graph.inner_text() == done
    graph.get_by_role("button", name="From the start").click()


@pytest.mark.slow
def test_nothing_moves_by_itself_for_whoever_wants_no_motion(guide: Page) -> None:
    assert guide.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    # What follows the reader's own scrolling moves with the reader.
    assert (
        guide.evaluate("document.getAnimations().filter(it => it.timeline === document.timeline).length") == 0
    )
