"""What the texts of the model's parts say of code and numbers is so."""

import math
import re

import pytest

from bot import bot
from bot.starter import BOT
from lab.browser.guide.stages.embedding import normalise
from lab.browser.guide.stages.parameters import parameters
from lab.build import SITE

TEXTS = "".join(
    text.read_text(encoding="utf-8") for text in sorted((SITE / "src" / "guide" / "text").glob("*.md"))
)
CODE = BOT.read_text(encoding="utf-8").splitlines()

ANSWERS = {
    "norm-by-hand": normalise([-0.4, 0.5]).mean_square,
    "rows-sum": sum(bot.softmax([0.3, -1.2, 2.0])),
    "first-row": bot.softmax([0.3])[0],
    "by-hand": (-0.22 * -0.10 + 0.35 * 0.40) / math.sqrt(2),
    "cache-size": (1 + 4) * 2 * bot.config["n_embd"],
    "relu": max(0.0, -0.58),
    "by-hand-mlp": 0.30 * 0.76 + 0.40 * 0.42,
    "limit": math.log2(bot.config["vocab_size"]),
    "softmax-by-hand": round(bot.softmax([0.06, 0.73, -0.67, 1.03])[3], 2),
    "wider-linear": parameters(32, 1, 16, 27).matrices[0].times,
    "wider-quadratic": parameters(32, 1, 16, 27).matrices[7].times,
    "wider-total": parameters(32, 1, 16, 27).total,
    "heads-cost": parameters(16, 1, 16, 27).total,
}


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_that_is_taken_is_what_python_computes(question: str) -> None:
    found = re.search(rf"^```question {question}\n(?:.*\n)*?number: ([\d.]+)", TEXTS, re.MULTILINE)
    assert found
    assert float(found[1]) == pytest.approx(ANSWERS[question], abs=1e-3)


def test_each_heading_about_the_code_quotes_lines_of_it() -> None:
    (section,) = re.findall(r"^````widget code\n(.*?)^````$", TEXTS, re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#### (.*)$", section, re.MULTILINE)
    assert len(headings) == 10
    for heading in headings:
        for quote in re.findall(r"`([^`]+)`", heading):
            assert any(quote in line for line in CODE), quote


def test_the_three_sizes_have_as_many_parameters_as_the_table_says() -> None:
    assert parameters(2, 1, 4, 4).total == 72
    # GPT-2 uses wte for lm_head too, and has biases and norms, which are few.
    gpt2 = parameters(768, 12, 1024, 50_257)
    shared = gpt2.total - 50_257 * 768
    assert round(shared / 1e6) == 124
    assert round(gpt2.matrices[7].count / 12 * 2 / 1e6, 1) == 4.7
    assert round(50_257 * 768 / 1e6) == 39
