"""Training in the page: the toy learns there what it learns on the desktop; the real runs are those of the build."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lab import runs
from lab.browser import calls
from lab.browser.guide.learning.beginning import start
from model.training.course import Run
from tests.lab.guide.looking import SECONDS, asked, move, near, numbers, shows, widget
from tests.model.training.test_steps import FIGURES

WORDS = "abc ab cab bca abcb ca"
WATCHED: list[object] = ["wte", 0, 0]
ROWS = ("before", "gradient", "mean", "square", "mean_corrected", "square_corrected", "after")
slow = pytest.mark.slow


def expected(updates: int, rates: dict[str, float]) -> list[float]:
    """All numbers that the toy's widget shows after so many updates, in their order."""
    toy, words = asked("guide.toy", WORDS, WATCHED, rates["sgd"])["seen"]["toy"], WORDS.split()
    last = {}
    for optimiser, rate in rates.items():
        arguments = json.dumps([toy, words, optimiser, rate, updates, WATCHED])
        *_, part = calls.parts("guide.toy_learn", arguments)
        last[optimiser] = json.loads(part)
    shown: list[float] = []
    for learnt in last.values():
        shown += [learnt["seen"]["loss"], *(share for row in learnt["seen"]["following"] for share in row)]
    moves = [learnt["move"] for learnt in last.values()]
    shown += [it[row] for row in ROWS for it in moves if it[row] is not None]
    valley = asked("guide.toy_valley", last["sgd"]["seen"]["toy"], words, WATCHED, rates["sgd"])
    curve = valley["curve"]
    return [
        *shown,
        curve["here"],
        curve["loss"],
        curve["gradient"],
        valley["step"]["there"],
        valley["step"]["loss_there"],
    ]


@pytest.mark.thorough
def test_the_toy_learns_by_updates_and_at_a_run_and_its_loss_falls(guide: Page) -> None:
    toy = widget(guide, "toy")
    assert numbers(toy)[:1] == near([start(WORDS, WATCHED, 0.1).seen.loss])
    toy.get_by_text("One update", exact=True).click()
    expect(toy.locator(".loss").nth(1)).to_have_text(re.compile(r"after 1 update$"), timeout=SECONDS)
    rates = {"sgd": 0.1, "adam": 0.03}
    shows(toy, expected(1, rates))

    toy.get_by_text("Begin again", exact=True).click()
    expect(toy.locator(".loss").first).to_contain_text("after 0 updates", timeout=SECONDS)
    move(toy.get_by_role("slider").first, 0.2)
    toy.get_by_text("100 updates", exact=True).click()
    for side in (0, 1):
        expect(toy.locator(".loss").nth(side)).to_contain_text("after 100 updates", timeout=SECONDS)
    rates["sgd"] = 0.2
    shows(toy, expected(100, rates))
    for line in toy.locator(".plot polyline.sgd, .plot polyline.adam").all()[:2]:
        heights = [
            float(point.split(",")[1])
            for point in (line.get_attribute("points") or "").split()
            if "," in point
        ]
        assert heights[-1] > heights[0] + 20  # an SVG counts from the top


@slow
def test_an_optimiser_that_cannot_go_on_says_so_and_keeps_saying_it(guide: Page) -> None:
    toy = widget(guide, "toy")
    toy.get_by_text("Begin again", exact=True).click()
    expect(toy.locator(".loss").first).to_contain_text("after 0 updates", timeout=SECONDS)
    move(toy.get_by_role("slider").first, 2)
    toy.get_by_text("100 updates", exact=True).click()
    expect(toy.locator(".loss").nth(1)).to_contain_text("after 100 updates", timeout=SECONDS)
    expect(toy.get_by_text("One update", exact=True)).to_be_enabled(timeout=SECONDS)
    expect(toy.locator(".side.sgd .state")).to_contain_text("It stopped")
    expect(toy.locator(".side.adam .state")).to_be_empty()
    # The way down is asked for anew, and answers; what was said stays.
    move(toy.get_by_role("slider").first, 1)
    expect(toy.locator(".state").first).to_be_empty()
    expect(toy.locator(".side.sgd .state")).to_contain_text("It stopped")
    toy.get_by_text("Begin again", exact=True).click()
    expect(toy.locator(".side.sgd .state")).to_be_empty()
    move(toy.get_by_role("slider").first, 0.1)


@slow
def test_nothing_is_learned_while_another_beginning_is_awaited_for_it_would_be_lost(guide: Page) -> None:
    toy = widget(guide, "toy")
    expect(toy.get_by_text("100 updates", exact=True)).to_be_enabled(timeout=SECONDS)
    again, run = (
        toy.get_by_text(text, exact=True).element_handle() for text in ("Begin again", "100 updates")
    )
    press = "([again, run]) => { again.click(); return run.ariaDisabled; }"
    assert guide.evaluate(press, [again, run]) == "true"
    expect(toy.get_by_text("100 updates", exact=True)).to_be_enabled(timeout=SECONDS)


@slow
def test_words_that_it_cannot_learn_are_said(guide: Page) -> None:
    toy = widget(guide, "toy")
    toy.get_by_label("Words of a, b, c").fill("ab xyz")
    expect(toy).to_contain_text("Left out: xyz.")
    toy.get_by_label("Words of a, b, c").fill("")
    expect(toy.get_by_text("100 updates", exact=True)).to_be_disabled()
    expect(toy.locator(".state").first).to_contain_text("at least one word")
    expect(toy.get_by_text("The way down")).to_be_hidden()
    toy.get_by_label("Words of a, b, c").fill(WORDS)
    expect(toy.get_by_text("100 updates", exact=True)).to_be_enabled()
    expect(toy.get_by_text("The way down")).to_be_visible()


@slow
def test_whoever_updates_by_keyboard_can_go_on_pressing(guide: Page) -> None:
    toy = widget(guide, "toy")
    one = toy.get_by_text("One update", exact=True)
    one.focus()
    so_far = int(toy.locator(".loss").first.inner_text().split()[-2])
    for updates in (so_far + 1, so_far + 2):
        expect(one).to_be_enabled(timeout=SECONDS)
        guide.keyboard.press("Enter")
        for loss in toy.locator(".loss").all():
            expect(loss).to_contain_text(f"after {updates} ", timeout=SECONDS)
    expect(one).to_be_enabled(timeout=SECONDS)
    expect(one).to_be_focused()


@slow
def test_the_runs_are_the_published_ones_and_their_numbers_tell_where_they_are_from(
    guide: Page, site: Path
) -> None:
    shown = widget(guide, "runs")
    made = json.loads((site / "runs.json").read_text(encoding="utf-8"))
    for number, row in enumerate(shown.locator("table.figures tbody tr").all()):
        _, _, last, _, smooth, whole, _ = FIGURES[number]
        assert [f"{value:.4f}" for value in numbers(row)] == [last, smooth, whole]
        assert numbers(row)[:2] == [made["losses"][number][-1], made["smooth"][number][-1]]
    shown.get_by_label("0 Bigram counts").uncheck()
    expect(shown.locator("polyline:not([hidden])")).to_have_count(5)
    shown.get_by_label("0 Bigram counts").check()
    handle = shown.locator(".handle input")
    handle.focus()
    guide.keyboard.press("Home")
    assert numbers(shown.locator(".readout")) == [
        value
        for kinds in zip(made["smooth"], made["losses"], strict=True)
        for value in (kinds[0][0], kinds[1][0])
    ]
    first = shown.locator(".readout [data-value]").last
    first.focus()
    guide.keyboard.press("Enter")
    expect(guide.locator("#origin")).to_contain_text("model/training/steps/shared.py", timeout=SECONDS)
    guide.keyboard.press("Escape")


@pytest.mark.thorough
def test_runs_are_trained_again_only_where_what_decides_them_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "UPDATES", 3)
    kept = tmp_path / "runs.json"
    made = runs.make(kept)
    trained: list[object] = []

    def train(*arguments: object) -> tuple[Run, ...]:
        trained.append(arguments)
        return known or ()

    known = runs.known(kept)
    assert known
    monkeypatch.setattr(runs, "train", train)
    assert runs.make(kept) == made
    assert trained == []
    monkeypatch.setattr(runs, "made_from", lambda: "something else")
    assert runs.make(kept) == made
    assert len(trained) == 1
    kept.write_text("{", encoding="utf-8")
    assert runs.known(kept) is None
