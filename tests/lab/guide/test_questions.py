"""Questions: an answer is asked for before it is shown, and each is checked."""

import pytest
from playwright.sync_api import Page, expect

from lab.browser.guide.basics.questions import check_code
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


@pytest.mark.parametrize(
    ("code", "right", "said"),
    [
        ("[mlp(x) for x in xs]", True, "ypred = [[4.08"),
        ("ypred = []\nfor x in xs:\n    ypred.append(mlp(x)[0])", True, "ypred = [4.08"),
        ("[[0.0]] * 4", False, "ypred = [[0.0]"),
        ("import time", False, "There is no ypred"),
        ("predicted = [mlp(x) for x in xs]", False, "There is no ypred"),
        ("[mlp(x) for x in xy]", False, "NameError: name 'xy'"),
        ("ypred = [mlp(x) for x in xs", False, "SyntaxError"),
    ],
)
def test_code_is_run_as_it_stands_and_what_came_of_it_is_said(code: str, right: bool, said: str) -> None:
    checked = check_code("predictions", code)
    assert checked.right == right
    assert checked.said.startswith(said)


def test_the_numbers_of_one_network_are_no_answer() -> None:
    said = check_code("predictions", "[mlp(x) for x in xs]").said
    copied = check_code("predictions", said)
    assert not copied.right
    assert "for this network only" in copied.said


@pytest.mark.slow
def test_each_question_takes_its_answer_and_no_other(guide: Page) -> None:
    count = guide.locator(".question").count()
    assert count >= 13
    assert guide.locator(".question:has(.verdict:empty) .why:visible").count() == 0
    guide.evaluate(ANSWER_ALL, {"right": False, "codes": CODE})
    expect(guide.locator(".verdict", has_text="Not yet.")).to_have_count(count, timeout=SECONDS)
    # Whoever gives up may open the answer now.
    assert guide.locator(".why:visible").count() == count
    assert guide.locator(".why[open]").count() == 0
    guide.evaluate(ANSWER_ALL, {"right": True, "codes": CODE})
    expect(guide.locator(".verdict", has_text="Right.")).to_have_count(count, timeout=SECONDS)
    assert guide.locator(".why[open]").count() == count
    assert guide.locator(".question .hint:visible").count() == 0


@pytest.mark.thorough
def test_numbers_are_taken_as_people_write_them(guide: Page) -> None:
    for question, said, right in (
        ("threshold", "3/2", True),
        ("threshold", " 1.5 ", True),
        ("threshold", "1.4", False),
        ("gradient-w", "−18", True),
        ("knows-nothing", "3.30", True),
        ("knows-nothing", "3.3", True),
        ("knows-nothing", "4", False),
        ("threshold", "1,5", True),
        ("threshold", "15", False),
        ("gradient-w", "–18", True),
        ("knows-nothing", "ln 27", True),
        ("limit", "log2(27)", True),
        ("limit", "4,75", True),
        ("first-adam", "0.03, 0.03", True),
        ("first-adam", "0.03 and 0.0003", False),
        ("squares", "nine", False),
        ("squares", "9/", False),
    ):
        box = guide.locator(f"#question-{question}")
        box.locator("input").fill(said)
        box.locator("input").press("Enter")
        expect(box.locator(".verdict")).to_have_text("Right." if right else "Not yet.")


@pytest.mark.slow
def test_who_checks_without_an_answer_is_asked_for_one(guide: Page) -> None:
    for question, asked in (("highest", "Choose one first."), ("relu-four", "Write an answer first.")):
        box = guide.locator(f"#question-{question}")
        box.locator("input").evaluate_all(
            "all => all.forEach(it => { it.checked = false; it.type === 'text' && (it.value = '') })"
        )
        box.get_by_role("button", name="Check").click()
        expect(box.locator(".verdict")).to_have_text(asked)


@pytest.mark.thorough
def test_a_readers_code_without_an_end_is_ended_and_python_comes_back(guide: Page) -> None:
    box = guide.locator("#question-predictions")
    box.locator("textarea").fill("ypred = []\nwhile True:\n    pass")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".verdict")).to_contain_text("Does a loop of yours end?", timeout=SECONDS)
    guide.wait_for_selector("body[data-python=ready]", timeout=SECONDS)
    box.locator("textarea").fill("[mlp(x) for x in xs]")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".verdict")).to_contain_text("Right.", timeout=SECONDS)
