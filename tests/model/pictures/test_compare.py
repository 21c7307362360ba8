"""The comparison of the six steps: the figures of the course on one page, in a real browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from model.pictures.compare import page, part
from model.training.course import Run
from tests.model.training.test_steps import FIGURES
from tests.watched import looks, opened, overflow, told_to_scroll

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


def curves(shown: Page) -> list[int]:
    """The steps of the course whose curves are drawn."""
    lines = shown.locator(".curves polyline:not([hidden])").all()
    return [int(line.get_attribute("data-step") or "") for line in lines]


def told(shown: Page) -> list[list[float]]:
    """Of each step of the course the mean loss and the loss that stand below the plot, in full."""
    return [
        [float(it.get_attribute("data-value") or "") for it in row.locator("[data-value]").all()]
        for row in shown.locator(".readout tbody tr").all()
    ]


@pytest.mark.thorough
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


def test_each_step_has_a_toggle_and_there_are_two_kinds_of_curve(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        assert curves(shown) == [0, 1, 2, 3, 4, 5]
        shown.get_by_label("3 Attention").uncheck()
        assert curves(shown) == [0, 1, 2, 4, 5]
        points = "[...document.querySelectorAll('polyline')].map(line => line.points.length)"
        assert shown.evaluate(points) == [251] * 6
        lines = shown.locator(".losses .down").inner_text().split()
        shown.get_by_text("every step", exact=True).click()
        assert shown.evaluate(points) == [1000] * 6
        assert curves(shown) == [0, 1, 2, 4, 5]
        wider = shown.locator(".losses .down").inner_text().split()
    assert float(wider[0]) > float(lines[0]) > float(lines[-1]) > float(wider[-1])


def test_the_toggles_can_be_reached_and_used_from_the_keyboard(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        for _ in range(3):  # the kinds, the handle, the first step
            shown.keyboard.press("Tab")
        shown.keyboard.press("Space")
        assert curves(shown) == [1, 2, 3, 4, 5]


def test_every_point_lies_where_its_step_and_loss_are(read: Page, fast_runs: tuple[Run, ...]) -> None:
    drawn = read.locator("polyline").nth(5).get_attribute("points") or ""
    points = [point.split(",") for point in drawn.split()]
    assert [int(x) for x, _ in points] == [*range(1, 1001, 4), 1000]
    assert [float(y) for _, y in points] == pytest.approx(
        [fast_runs[5].smooth[int(x) - 1] for x, _ in points], abs=1e-4
    )


def test_the_losses_of_a_step_are_told_where_the_pointer_or_the_handle_is(
    browser: Browser, compared: Path, fast_runs: tuple[Run, ...]
) -> None:
    with opened(browser, compared) as shown:
        assert told(shown) == [[done.smooth[-1], done.losses[-1]] for done in fast_runs]
        shown.locator(".handle input").focus()
        shown.keyboard.press("Home")
        assert told(shown) == [[done.smooth[0], done.losses[0]] for done in fast_runs]
        box = shown.locator(".curves").bounding_box()
        assert box
        shown.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        at = int(shown.locator(".handle output").inner_text())
        assert 480 < at < 520
        assert told(shown) == [[done.smooth[at - 1], done.losses[at - 1]] for done in fast_runs]


def test_the_yardsticks_are_named(read: Page) -> None:
    assert (
        "ln 27 = 3.2958, a uniform guess, and 2.4546, the counts" in read.locator("figcaption").inner_text()
    )


def test_the_page_fits_every_window(browser: Browser, compared: Path) -> None:
    with opened(browser, compared) as shown:
        for look in looks(shown, (360, 768)):
            assert overflow(shown) == 0, look


def test_a_table_that_is_cut_says_that_it_scrolls(browser: Browser, compared: Path) -> None:
    for width, cut in ((400, True), (1280, False)):
        with opened(browser, compared, width=width) as shown:
            assert told_to_scroll(shown) == [cut]


def test_the_page_is_dark_where_the_reader_wants_it_dark(browser: Browser, compared: Path) -> None:
    def colours(shown: Page) -> tuple[str, str]:
        background: str = shown.evaluate("getComputedStyle(document.body).backgroundColor")
        label: str = shown.evaluate("getComputedStyle(document.querySelector('.losses .down')).color")
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
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.mark.thorough
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


def test_the_part_for_another_page_shows_the_same_without_any_style_or_script_in_it(
    compared: Path, fast_runs: tuple[Run, ...], names: tuple[str, ...]
) -> None:
    own = part(fast_runs, names)
    assert not re.search(r"<style|<script|style=|\son\w+=", own)
    for said in ("2.3656", "akio", "<li>vialan</li>"):
        assert said in own
    assert own.count("<polyline") == 6
    assert own.replace("<h3", "<h2").count("<h2") == compared.read_text().count("<h2")
