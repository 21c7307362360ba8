"""From a neuron to a network: what each says, where it bends, and how far a surface is from another."""

import math

import pytest
from playwright.sync_api import Page, expect

from lab.browser.guide.basics.network import TARGET, many, network, single
from lab.browser.guide.basics.questions import check_code
from tests.lab.guide.looking import asked, move, shows, widget


def test_a_neuron_adds_then_weighs_then_bends() -> None:
    assert single("adder", 3, 2, -1).a == 2
    assert single("weight", 3, 2, -1).a == 5
    bent = single("relu", 1, 2, -3)
    assert (bent.z, bent.a, bent.threshold) == (-1, 0, 1.5)
    assert bent.line == ((-5, 0), (1.5, 0), (5, 7))
    assert single("relu", 4, 2, -3).a == 5
    assert single("relu", 4, 0, -3).threshold is None


def test_products_and_bias_are_summed() -> None:
    made = many([0.5, -0.3, 1.2], [0.4, 0.7, -0.1], 0.3)
    assert made.products == pytest.approx((0.20, -0.21, -0.12))
    assert [made.z, made.a] == pytest.approx([0.17, 0.17])
    assert many([1], [-1], 0).a == 0


def test_the_hidden_network_can_be_found_and_its_surface_is_of_flat_pieces() -> None:
    found = network([1, 0.5, -0.3], list(TARGET))
    assert found.loss == 0
    assert network([1, 0.5, -0.3], [1, 0.8, 0.5, 0, 0, 0]).loss > 1
    for row in found.surface:
        bends = [b - 2 * a + c for c, a, b in zip(row, row[1:], row[2:], strict=False)]
        assert sum(not math.isclose(bend, 0, abs_tol=1e-12) for bend in bends) <= 2


def test_code_that_a_reader_writes_is_run_and_checked() -> None:
    assert check_code("predictions", "[mlp(x) for x in xs]").right
    assert check_code("predictions", "ypred = []\nfor x in xs:\n    ypred.append(mlp(x))").right
    assert not check_code("predictions", "ypred = xs").right
    assert check_code("predictions", "1 / 0").said == "ZeroDivisionError: division by zero"
    assert "SyntaxError" in check_code("predictions", "for").said


@pytest.mark.slow
def test_the_handles_of_a_neuron_move_its_line(guide: Page) -> None:
    place = widget(guide, "neuron")
    place.locator("input[value=relu]").check()
    for slider, value in zip(place.locator("input[type=range]").all(), (4, 2, -3), strict=True):
        move(slider, value)
    told = asked("guide.single", "relu", 4, 2, -3)
    expect(place.locator(".figure")).to_contain_text("z = 5, a = 5")
    shows(place, [told["z"], told["a"], told["threshold"]])


@pytest.mark.slow
def test_many_inputs_meet_their_weights(guide: Page) -> None:
    place = widget(guide, "many")
    move(place.locator("input[type=range]").first, -1.5)
    expect(place.locator(".product").first).to_contain_text("−0.60")
    told = asked("guide.many", [-1.5, -0.3, 1.2], [0.4, 0.7, -0.1], 0.3)
    shows(place, [*told["products"], told["z"], told["a"]])


@pytest.mark.slow
def test_the_network_answers_its_knobs_and_tells_the_loss(guide: Page) -> None:
    place = widget(guide, "network")
    place.locator("input[type=checkbox]").check()
    expect(place.locator(".match .figure")).to_be_visible()
    sliders = place.locator(".knobs input").all()
    for slider, value in zip(sliders[3:], TARGET, strict=True):
        move(slider, value)
    expect(place.locator(".match")).to_contain_text("found by hand")
    told = asked("guide.network", [1, 0.5, -0.3], list(TARGET))
    # In the diagram, below it, and of the loss what it is now and what it was at its best.
    assert told["loss"] == 0
    shows(place, [told["h1"], told["h2"], told["a"], told["a"], 0, 0])

    # The best so far keeps what it was computed from.
    best = place.locator(".match .number").nth(1)
    best.click()
    first = guide.inner_text("#origin dl")
    guide.keyboard.press("Escape")
    move(sliders[3], 2)
    expect(place.locator(".match .number").first).not_to_have_text("0")
    best.click()
    assert guide.inner_text("#origin dl") == first
    guide.keyboard.press("Escape")

    # Turned by its handle and by a drag; the sides that are near say which they are.
    before = place.locator(".patch").first.get_attribute("points")
    move(place.locator("input[type=range]").last, 30)
    assert place.locator(".patch").first.get_attribute("points") != before
    expect(place.locator(".surface text")).to_have_text(["x1 = 2", "x2 = 2"])
    move(place.locator("input[type=range]").last, 210)
    expect(place.locator(".surface text")).to_have_text(["x1 = −2", "x2 = −2"])
    move(place.locator("input[type=range]").last, 30)
    place.locator(".surface").scroll_into_view_if_needed()
    box = place.locator(".surface").bounding_box()
    assert box is not None
    guide.mouse.move(box["x"] + 100, box["y"] + 100)
    guide.mouse.down()
    guide.mouse.move(box["x"] + 60, box["y"] + 100)
    guide.mouse.up()
    expect(place.locator("output").last).to_have_text("50")
