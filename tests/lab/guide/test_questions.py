"""Questions: an answer is asked for before it is shown, and each is checked."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.lab.guide.looking import SECONDS

CODE = {"predictions": "[mlp(x) for x in xs]"}


def answer(question: Locator, right: bool) -> None:
    """Answer a question of any kind."""
    kind = question.evaluate("it => Object.keys(it.dataset)[0] ?? 'choice'")
    if kind == "choice":
        question.locator(f"input[data-verdict={'right' if right else 'wrong'}]").first.check()
        question.get_by_role("button", name="Check").click()
        return
    asked = str(question.get_attribute(f"data-{kind}"))
    said = {
        "number": re.split(" within ", asked)[0],
        "word": asked.split("|")[0],
        "code": CODE.get(asked, ""),
    }[kind]
    field = question.locator("input, textarea")
    field.fill(said if right else "99999")
    question.get_by_role("button", name="Check").click()


@pytest.mark.slow
def test_each_question_takes_its_answer_and_no_other(guide: Page) -> None:
    questions = guide.locator(".question").all()
    assert len(questions) >= 13
    for question in questions:
        why = question.locator(".why")
        assert not why.is_visible()
        answer(question, right=False)
        expect(question.locator(".verdict")).to_contain_text("Not yet.", timeout=SECONDS)
        # Whoever gives up may open it now.
        expect(why).to_be_visible()
        assert why.get_attribute("open") is None
        answer(question, right=True)
        expect(question.locator(".verdict")).to_contain_text("Right.", timeout=SECONDS)
        assert why.get_attribute("open") is not None
        assert not question.locator(".hint").is_visible()


@pytest.mark.slow
def test_numbers_are_taken_as_people_write_them(guide: Page) -> None:
    for question, said, right in (
        ("threshold", "3/2", True),
        ("threshold", " 1.5 ", True),
        ("threshold", "1.4", False),
        ("gradient-w", "−18", True),
        ("knows-nothing", "3.30", True),
        ("knows-nothing", "3.3", True),
        ("knows-nothing", "4", False),
        ("squares", "nine", False),
    ):
        box = guide.locator(f"#question-{question}")
        box.locator("input").fill(said)
        box.locator("input").press("Enter")
        expect(box.locator(".verdict")).to_have_text("Right." if right else "Not yet.")


@pytest.mark.slow
def test_a_readers_code_without_an_end_is_ended_and_python_comes_back(guide: Page) -> None:
    box = guide.locator("#question-predictions")
    box.locator("textarea").fill("ypred = []\nwhile True:\n    pass")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".verdict")).to_contain_text("Python is not there", timeout=SECONDS)
    guide.wait_for_selector("body[data-python=ready]", timeout=SECONDS)
    box.locator("textarea").fill("[mlp(x) for x in xs]")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".verdict")).to_contain_text("Right.", timeout=SECONDS)
