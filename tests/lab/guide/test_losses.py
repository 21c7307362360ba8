"""Loss: -ln p of what really comes, letter by letter."""

import math

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lab.browser import house
from lab.browser.guide.basics.losses import name_loss, probabilities, surprise
from lab.browser.guide.basics.tokens import encode
from model.engine.engine import Engine
from model.engine.engine import encode as encoded
from model.weights import load
from tests.lab.guide.looking import asked, move, rename, shows, widget


def test_the_loss_is_the_surprise() -> None:
    assert surprise(1) == 0
    assert surprise(0.17) == pytest.approx(1.77, abs=0.005)
    assert name_loss("emma").uniform == pytest.approx(math.log(27)) == pytest.approx(3.2958, abs=5e-5)


def test_the_probabilities_are_the_engines_at_temperature_one() -> None:
    engine = Engine(load(house.WEIGHTS), temperature=1.0)
    for end, given in enumerate(probabilities(encode("emma")[:-1])):
        assert np.allclose(given, engine.probabilities(encoded(["emma"[:end]]))[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["emma", "zoe", "q"])
def test_the_loss_of_a_name_is_the_mean_of_its_letters(name: str) -> None:
    told = name_loss(name)
    assert [place.target for place in told.places] == [*name, "BOS"]
    assert told.loss == pytest.approx(sum(place.loss for place in told.places) / (len(name) + 1))
    for place in told.places:
        assert place.loss == -math.log(place.probability)
        assert place.favourite_probability >= place.probability


@pytest.mark.slow
def test_a_probability_is_moved_and_its_loss_follows(guide: Page) -> None:
    place = widget(guide, "surprise")
    move(place.locator("input"), 0.17)
    expect(place.locator(".figure")).to_contain_text("1.7720")
    shows(place, [asked("guide.surprise", 0.17)["loss"]])


@pytest.mark.slow
def test_the_page_shows_the_loss_of_the_running_name(guide: Page) -> None:
    place = widget(guide, "name-loss")
    rename(guide, "zoe")
    expect(place.locator("tbody tr")).to_have_count(4)
    told = asked("guide.name_loss", "zoe")
    shown = []
    for it in told["places"]:
        shown += [it["probability"], it["loss"]]
        shown += [] if it["favourite"] == it["target"] else [it["favourite_probability"]]
    shows(place, [*shown, told["loss"], told["uniform"]])


@pytest.mark.slow
def test_the_table_of_a_name_is_laid_out_as_a_table(guide: Page) -> None:
    place = widget(guide, "name-loss")
    head, row = place.locator("thead").bounding_box(), place.locator("tbody tr").first.bounding_box()
    assert head
    assert row
    assert row["y"] >= head["y"] + head["height"] - 1
    assert row["width"] == pytest.approx(head["width"], abs=1)
