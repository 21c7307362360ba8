"""Questions: an answer is asked for before it is shown, and each is checked."""

import pytest
from playwright.sync_api import Page, expect

from tests.lab.guide.looking import SECONDS

CODE = {"predictions": "[mlp(x) for x in xs]"}

# Answers all questions, rightly or wrongly; of code, which Python checks, by what stands in `codes`.
ANSWER_ALL = """({right, codes}) => {
    for (const box of document.querySelectorAll(".question")) {
        const {number, word, code} = box.dataset;
        const choice = box.querySelector(`[data-verdict=${right ? "right" : "wrong"}]`);
        if (choice) choice.checked = true;
        else {
            const said = number?.split(" within ")[0] ?? word?.split("|")[0] ?? codes[code];
            box.querySelector("form input, form textarea").value = right ? said : "99999";
        }
        box.querySelector("form").requestSubmit();
    }
}"""


@pytest.mark.slow
def test_each_question_takes_its_answer_and_no_other(guide: Page) -> None:
    count = guide.locator(".question").count()
    assert count >= 13
    assert guide.locator(".why:visible").count() == 0
    guide.evaluate(ANSWER_ALL, {"right": False, "codes": CODE})
    expect(guide.locator(".verdict", has_text="Not yet.")).to_have_count(count, timeout=SECONDS)
    # Whoever gives up may open the answer now.
    assert guide.locator(".why:visible").count() == count
    assert guide.locator(".why[open]").count() == 0
    guide.evaluate(ANSWER_ALL, {"right": True, "codes": CODE})
    expect(guide.locator(".verdict", has_text="Right.")).to_have_count(count, timeout=SECONDS)
    assert guide.locator(".why[open]").count() == count
    assert guide.locator(".question .hint:visible").count() == 0


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
