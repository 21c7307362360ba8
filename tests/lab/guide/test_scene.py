"""The 3-D walk: fourteen stations with the real numbers, in space and flat, by keyboard and pointer."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot import bot
from lab.browser.guide.stages.scene import scene
from tests.lab.axe import nothing_serious
from tests.lab.guide.looking import SECONDS, asked, near, numbers, shows, widget
from tests.lab.served import Served
from tests.watched import visited

STATIONS = 14
NO_WEBGL = """{
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
        return kind.startsWith("webgl") ? null : get.call(this, kind, ...more);
    };
}"""
slow = pytest.mark.slow


def test_each_of_the_nine_matrices_has_one_station() -> None:
    stations = scene("emma", 2)
    assert len(stations) == STATIONS
    matrices = [grid.name for station in stations for grid in station.grids if grid.role == "matrix"]
    assert sorted(matrices) == sorted(bot.SHAPES)


def test_what_comes_out_of_a_matrix_is_what_goes_in_times_the_matrix() -> None:
    for station in scene("olivia", 4):
        roles = {grid.role: grid for grid in station.grids}
        if "out" not in roles:
            continue
        product = bot.linear(roles["in"].rows[0], bot.state_dict[roles["matrix"].name])
        shown = roles["out"].rows[0]
        assert shown == tuple(max(0.0, number) if station.name == "up" else number for number in product)


def test_the_heads_see_a_key_and_a_value_of_each_token_so_far() -> None:
    (heads,) = (station for station in scene("emma", 3) if station.name == "heads")
    assert [len(grid.rows) for grid in heads.grids] == [1, 4, 4, 4, 1]
    assert all(sum(row) == pytest.approx(1) for row in heads.grids[2].rows)


def of_station(at: int) -> list[float]:
    """The numbers of a station's grids."""
    grids = asked("guide.scene", "emma", 2)[at]["grids"]
    rows = [
        asked("guide.matrix", grid["name"])["rows"] if grid["role"] == "matrix" else grid["rows"]
        for grid in grids
    ]
    return [number for grid in rows for row in grid for number in row]


def opened(page: Page) -> Locator:
    walk = widget(page, "walk")
    button = walk.get_by_role("button", name="Open the walk")
    expect(walk.get_by_role("button").first).to_be_visible(timeout=SECONDS)
    if button.count():
        button.click()
    return walk


def loaded(page: Page) -> list[str]:
    """The scripts that the page has."""
    names: list[str] = page.evaluate("performance.getEntriesByType('resource').map(it => it.name)")
    return [name for name in names if name.endswith(".js")]


@pytest.mark.thorough
def test_it_is_gone_through_in_space_by_keyboard_and_a_cube_tells_its_number(guide: Page) -> None:
    assert not any("/space-" in script for script in loaded(guide))
    guide.emulate_media(reduced_motion="no-preference")
    walk = opened(guide)
    # As it is, unless it was opened without motion before.
    walk.get_by_role("radio", name="In space").check()
    walk.locator(".stations button").first.click()
    canvas = walk.locator("canvas")
    expect(canvas).to_have_attribute("data-at", "0", timeout=SECONDS)
    assert any("/space-" in script for script in loaded(guide))
    box = walk.locator(".space")
    box.press("ArrowRight")
    expect(walk).to_contain_text("Station 2 of 14")
    expect(canvas).to_have_attribute("data-at", "1", timeout=SECONDS)  # the flight is over

    # Without motion the camera is there at once.
    guide.emulate_media(reduced_motion="reduce")
    for at in range(2, STATIONS):
        box.press("ArrowRight")
        expect(walk).to_contain_text(f"Station {at + 1} of 14")
        expect(canvas).to_have_attribute("data-at", str(at))
    box.press("Home")
    expect(canvas).to_have_attribute("data-at", "0")
    for key in ("ArrowUp", "ArrowDown", "+", "-"):
        box.press(key)
    # At the last station the button has no more to do, and the keyboard goes back from it.
    on = walk.get_by_role("button", name="On", exact=True)
    on.focus()
    for _ in range(STATIONS):
        guide.keyboard.press("Enter")
    expect(walk).to_contain_text(f"Station {STATIONS} of {STATIONS}")
    guide.keyboard.press("ArrowLeft")
    expect(walk).to_contain_text(f"Station {STATIONS - 1} of {STATIONS}")
    box.press("Home")
    expect(canvas).to_have_attribute("data-at", "0")
    told = walk.locator(".about .number")
    canvas.scroll_into_view_if_needed()
    size = canvas.bounding_box()
    assert size is not None
    # Between the cubes is nothing to press: whoever misses one presses beside it.
    for beside in range(0, 40, 5):
        canvas.click(position={"x": size["width"] / 2 + beside, "y": size["height"] / 2 + beside / 2})
        if told.count():
            break
    expect(told).to_be_visible()
    (value,) = numbers(walk.locator(".about"))
    assert value in of_station(0)
    expect(guide.locator("#origin .full")).to_have_text(str(value).replace("-", "−"))
    guide.keyboard.press("Escape")
    # Whoever drags turns the picture, and presses no cube where the drag ends.
    x, y = size["x"] + size["width"] / 2, size["y"] + size["height"] / 2
    for far in range(8, 40, 4):
        guide.mouse.move(x, y)
        guide.mouse.down()
        guide.mouse.move(x + far, y + far / 2, steps=2)
        guide.mouse.up()
        expect(guide.locator("#origin")).to_be_hidden()


@pytest.mark.thorough
def test_flat_each_station_shows_its_numbers(guide: Page) -> None:
    walk = opened(guide)
    walk.get_by_label("Flat").check()
    expect(walk.locator(".space")).to_be_hidden()
    expect(walk.locator(".stations button")).to_have_count(STATIONS, timeout=SECONDS)
    for at, button in enumerate(walk.locator(".stations button").all()):
        button.click()
        shows(walk.locator(".flat"), of_station(at))
    walk.locator(".stations button").last.press("ArrowLeft")
    expect(walk).to_contain_text("Station 13 of 14")
    assert nothing_serious(guide, '[data-widget="walk"]') == []


@pytest.mark.thorough
def test_without_webgl_or_python_it_is_flat(browser: Browser, served: Served) -> None:
    with visited(browser, served.root, served.root, NO_WEBGL, without="**/pyodide/**") as page:
        page.wait_for_selector("body[data-python=gone]", timeout=SECONDS)
        walk = opened(page)
        expect(walk).to_contain_text("This browser shows no 3-D here")
        expect(walk.locator(".flat")).to_be_visible()
        assert numbers(walk.locator(".flat")) == near(of_station(0))
        assert not any("/space-" in script for script in loaded(page))
