"""The comparison of the six steps: the figures of the course on one page, in a real browser."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from model.compare import page
from model.course import Run
from tests.model.test_steps import FIGURES
from tests.model.watched import opened, overflow


@pytest.fixture(scope="module")
def compared(
    fast_runs: tuple[Run, ...], names: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("compare") / "compare.html"
    file.write_text(page(fast_runs, names, taught=False))
    return file


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


def test_the_table_has_the_published_figures_of_every_step(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        rows = shown.locator("table.figures tbody tr").all()
        for number, row in enumerate(rows):
            _, _, last, _, smooth, whole, _ = FIGURES[number]
            cells = row.locator("td").all_inner_texts()
            assert cells[-3:] == [last, smooth, whole]
        cells = rows[5].locator("th, td").all_inner_texts()
    assert len(rows) == 6
    assert cells[:5] == ["5 Adam", "Multi-head attention + MLP", "All tokens so far", "4,192", "Adam"]
    assert cells[6] == "0.01"


def test_the_names_of_each_step_stand_side_by_side(
    browser: Browser, compared: Path, fast_runs: tuple[Run, ...], names: tuple[str, ...]
) -> None:
    with opened(browser, compared) as shown:
        columns = shown.locator(".samples > div").all()
        found = [tuple(column.locator("li").all_inner_texts()) for column in columns]
        tops = {column.bounding_box()["y"] for column in columns}  # type: ignore[index]
        known = shown.locator(".samples li.known").all_inner_texts()
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


def test_the_yardsticks_are_named(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        labels = shown.locator("#curves .annotation").all_text_contents()
    assert [label.strip() for label in labels] == ["ln 27 = 3.2958, a uniform guess", "2.4546, bigram counts"]


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_fits_every_window(width: int, browser: Browser, compared: Path) -> None:
    with opened(browser, compared, width=width) as shown:
        expect(shown.locator("#curves .scatterlayer .trace")).to_have_count(8)
        assert overflow(shown) == 0


def test_the_page_is_dark_where_the_reader_wants_it_dark(browser: Browser, compared: Path) -> None:
    def colours(scheme: str) -> tuple[str, str]:
        with opened(browser, compared, scheme="dark" if scheme == "dark" else "light") as shown:
            background: str = shown.evaluate("getComputedStyle(document.body).backgroundColor")
            label: str = shown.evaluate(
                "getComputedStyle(document.querySelector('#curves .xtick text')).fill"
            )
            return background, label

    assert colours("light") == ("rgb(251, 250, 247)", "rgb(107, 103, 95)")
    assert colours("dark") == ("rgb(23, 22, 19)", "rgb(163, 157, 145)")


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
