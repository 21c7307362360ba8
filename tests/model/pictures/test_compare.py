"""The comparison of the six steps: the figures of the course on one page, in a real browser."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.pictures.compare import page
from model.training.course import Run
from tests.model.training.test_steps import FIGURES
from tests.watched import opened, overflow, told_to_scroll

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def compared(
    fast_runs: tuple[Run, ...], names: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("compare") / "compare.html"
    file.write_text(page(fast_runs, names, taught=False))
    return file


@pytest.fixture(scope="module")
def read(browser: Browser, compared: Path) -> Iterator[Page]:
    """The page for tests that look at it and change nothing."""
    with opened(browser, compared) as shown:
        yield shown


def curves(shown: Page) -> list[str]:
    """The step and kind of each curve that is drawn and can be seen."""
    found: list[str] = shown.evaluate(
        """() => document.getElementById("curves").data
            .filter(curve => curve.visible === true && curve.opacity !== 0)
            .map(curve => curve.meta.kind + (curve.meta.step ?? ""))"""
    )
    return sorted(found)


ALL = [f"mean{step}" for step in range(6)]
YARDSTICKS = ["yardstick", "yardstick"]


def test_the_table_has_the_published_figures_of_every_step(read: Page) -> None:
    rows = read.locator("table.figures tbody tr").all()
    assert len(rows) == 6
    for number, row in enumerate(rows):
        _, _, last, _, smooth, whole, _ = FIGURES[number]
        cells = row.locator("td").all_inner_texts()
        assert cells[-3:] == [last, smooth, whole]
    cells = rows[5].locator("th, td").all_inner_texts()
    assert cells[:5] == ["5 Adam", "Multi-head attention + MLP", "All tokens so far", "4,192", "Adam"]
    assert cells[6] == "0.01"


def test_the_names_of_each_step_stand_side_by_side(
    read: Page, fast_runs: tuple[Run, ...], names: tuple[str, ...]
) -> None:
    columns = read.locator(".samples > div").all()
    found = [tuple(column.locator("li").all_inner_texts()) for column in columns]
    tops = {column.bounding_box()["y"] for column in columns}  # type: ignore[index]
    known = read.locator(".samples li.known").all_inner_texts()
    assert found == [done.samples for done in fast_runs]
    assert len(tops) == 1
    assert known == [name for done in fast_runs for name in done.samples if name in set(names)]


def test_each_step_and_each_kind_of_curve_has_a_toggle(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        expect(shown.locator("#curves .scatterlayer .trace")).to_have_count(6 + 2)
        assert curves(shown) == ALL + YARDSTICKS
        shown.get_by_text("3 Attention", exact=True).first.click()
        assert curves(shown) == [*ALL[:3], *ALL[4:], *YARDSTICKS]
        shown.get_by_label("every step").check()
        assert curves(shown) == [*ALL[:3], *ALL[4:], *(f"raw{step}" for step in (0, 1, 2, 4, 5)), *YARDSTICKS]
        shown.get_by_label("mean of 50 steps").uncheck()
        assert curves(shown) == [*(f"raw{step}" for step in (0, 1, 2, 4, 5)), *YARDSTICKS]
        expect(shown.locator("#curves .scatterlayer .trace")).to_have_count(2 * 5 + 2)


def test_the_toggles_can_be_reached_and_used_from_the_keyboard(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        shown.keyboard.press("Tab")
        shown.keyboard.press("Space")
        assert curves(shown) == [*ALL[1:], *YARDSTICKS]


@pytest.mark.parametrize("mean", [True, False])
def test_moving_over_the_plot_tells_the_losses_of_that_step(
    mean: bool, browser: Browser, compared: Path, fast_runs: tuple[Run, ...]
) -> None:
    with opened(browser, compared) as shown:
        if not mean:
            shown.get_by_label("mean of 50 steps").uncheck()
        shown.locator("#curves").scroll_into_view_if_needed()
        box = shown.locator("#curves .nsewdrag").first.bounding_box()
        assert box
        shown.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        told = shown.locator("#curves .hoverlayer")
        expect(told).to_contain_text("5 Adam")
        title, *lines = told.locator("text").all_text_contents()
    at = int(title.removeprefix("step "))
    assert 480 < at < 520
    smooth, raw = fast_runs[5].smooth[at - 1], fast_runs[5].losses[at - 1]
    assert lines[5] == f"5 Adam : {smooth:.3f} (this name {raw:.3f})"


def test_the_yardsticks_are_named(read: Page) -> None:
    labels = read.locator("#curves .annotation").all_text_contents()
    assert [label.strip() for label in labels] == ["ln 27 = 3.2958, a uniform guess", "2.4546, bigram counts"]


def test_the_page_and_what_it_tells_of_a_step_fit_a_phone(browser: Browser, compared: Path) -> None:
    with opened(browser, compared, width=360) as shown:
        assert overflow(shown) == 0
        plot = shown.locator("#curves .nsewdrag").first
        plot.hover()
        expect(shown.locator("#curves .hoverlayer")).to_contain_text("5 Adam")
        told, drawn = (shown.locator(f"#curves {part}").first for part in (".hoverlayer .bg", ".main-svg"))
        inner, outer = told.bounding_box(), drawn.bounding_box()
    assert inner
    assert outer
    assert outer["x"] <= inner["x"] < inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_a_table_that_is_cut_says_that_it_scrolls(browser: Browser, compared: Path) -> None:
    for width, cut in ((400, True), (1280, False)):
        with opened(browser, compared, width=width) as shown:
            assert told_to_scroll(shown) == [cut]


def test_the_page_goes_along_with_a_window_that_is_made_larger(browser: Browser, compared: Path) -> None:
    with opened(browser, compared, width=360) as shown:
        for width in (768, 1280):
            shown.set_viewport_size({"width": width, "height": 900})
            shown.wait_for_function(
                """() => {
                    const box = document.getElementById("curves");
                    return Math.abs(box.querySelector(".main-svg").clientWidth - box.clientWidth) <= 1;
                }"""
            )
            assert overflow(shown) == 0


def test_the_page_is_dark_where_the_reader_wants_it_dark(browser: Browser, compared: Path) -> None:
    def colours(shown: Page) -> tuple[str, str]:
        background: str = shown.evaluate("getComputedStyle(document.body).backgroundColor")
        label: str = shown.evaluate("getComputedStyle(document.querySelector('#curves .xtick text')).fill")
        return background, label

    with opened(browser, compared, scheme="dark") as shown:
        assert colours(shown) == ("rgb(23, 22, 19)", "rgb(163, 157, 145)")
        shown.emulate_media(color_scheme="light")
        assert colours(shown) == ("rgb(251, 250, 247)", "rgb(107, 103, 95)")


def test_the_same_runs_give_the_same_page(
    compared: Path, fast_runs: tuple[Run, ...], names: tuple[str, ...]
) -> None:
    assert page(fast_runs, names, taught=False) == compared.read_text()


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "model", "compare", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=200, check=False)


def test_the_command_trains_and_writes_the_page_as_taught(tmp_path: Path, names: tuple[str, ...]) -> None:
    few, out = tmp_path / "few.txt", tmp_path / "page.html"
    few.write_text("\n".join(names[:20]))
    done = command("--names", few, "--steps", 3, "--taught", "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"written to {out}\n", "")
    assert "trained as taught, on scalar values" in out.read_text()


def test_a_page_that_cannot_be_written_is_refused_before_the_training(tmp_path: Path) -> None:
    done = command("--names", "unread.txt", "--out", tmp_path / "missing" / "page.html")
    assert done.returncode == 2
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr
