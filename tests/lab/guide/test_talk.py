"""A word with the bot: what it answers, and what is shown of the way to it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lab.browser.guide.basics.talk import talk
from model import load_names
from tests.lab.bots import SHIPPED, answers_of_the_program
from tests.lab.guide.looking import SECONDS, asked, shows, widget


def test_it_answers_what_the_program_answers(tmp_path: Path) -> None:
    lines = ["em", "appl", "", "ma zo", "!!"]
    responses = answers_of_the_program(SHIPPED, lines, "42", tmp_path)
    answers = [talk(line, number, "42") for number, line in enumerate(lines)]
    assert [answer.response for answer in answers] == responses
    assert [answer.refused for answer in answers] == [False, True, False, False, True]
    assert answers[1].reason.startswith("ends in 'appl'")
    assert [said.name for said in answers[3].names] == responses[3].removeprefix("OK: ").split(", ")
    for said in answers[3].names:
        spelled = "".join(letter.letter for letter in said.letters)
        assert said.prefix + spelled == f"{said.name}."
        assert said.in_data == load_names().count(said.name)


@pytest.mark.slow
def test_a_reader_talks_to_it(guide: Page) -> None:
    place = widget(guide, "talk")
    for line in ("ma zo", "appl"):
        before = place.locator("article").first.inner_text()
        place.locator("input").fill(line)
        place.locator("input").press("Enter")
        expect(place.locator("article").first).not_to_have_text(before, timeout=SECONDS)
    refused, answered = place.locator("article").nth(0), place.locator("article").nth(1)
    assert "REFUSE: " in refused.inner_text()
    assert "ends in 'appl'" in refused.inner_text()
    told = asked("guide.talk", "ma zo", 1, "42")
    assert told["response"] in answered.inner_text()
    letters = [letter["probability"] for name in told["names"] for letter in name["letters"]]
    shows(answered, letters)
