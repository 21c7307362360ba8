"""Where numbers come from, and what the page asks ahead."""

from collections.abc import Iterator
from typing import Any

import pytest

from lab.browser.guide.calls import GUIDE, OPENING
from lab.browser.guide.origins import origin, shown, source
from tests.lab.guide.looking import asked


def test_a_function_of_the_repository_is_shown_as_it_stands_there() -> None:
    found = source("bot.bot", "rmsnorm")
    assert found is not None
    assert found.file == "bot/bot.py"
    assert found.text.startswith("def rmsnorm(x):\n    mean_square")
    cached = source("bot.bot", "query_key_value")
    assert cached is not None
    assert "def query_key_value" in cached.text
    assert source("math", "log") is None


def test_inputs_are_shown_short() -> None:
    told = origin(sum, of=[0.1 + 0.2, 1], where="row 3")
    assert (told.module, told.function) == ("builtins", "sum")
    assert told.inputs == (("of", "[0.3, 1]"), ("where", "row 3"))
    assert shown(list(range(16))) == "[0, 1, 2, 3, … 16 in all …, 12, 13, 14, 15]"


def origins_in(answer: object) -> Iterator[dict[str, Any]]:
    """Every origin in an answer as the page has it."""
    if isinstance(answer, dict):
        if {"module", "function", "inputs"} <= answer.keys():
            yield answer
        for each in answer.values():
            yield from origins_in(each)
    elif isinstance(answer, list):
        for each in answer:
            yield from origins_in(each)


@pytest.mark.parametrize(
    ("call", "arguments", "name"),
    [
        ("guide.attention", ["emma"], "logits"),
        ("guide.look", ["emma", 2, 0, []], "keys"),
        ("guide.cache", ["emma", 2], "x"),
        ("guide.walk", ["emma", 2], "keys"),
        ("guide.scene", ["emma", 2], "x"),
        ("guide.units", ["emma"], "x"),
        ("guide.name_loss", ["emma"], "logits"),
    ],
)
def test_an_input_that_is_a_vector_is_given_and_not_only_named(
    call: str, arguments: list[object], name: str
) -> None:
    given = [
        shown for each in origins_in(asked(call, *arguments)) for key, shown in each["inputs"] if key == name
    ]
    assert given
    assert all(text.startswith("[") for text in given)


@pytest.mark.parametrize("opening", OPENING, ids=str)
def test_what_the_page_asks_ahead_has_an_answer(opening: tuple[object, ...]) -> None:
    call, *arguments = opening
    assert call in GUIDE
    asked(str(call), *arguments)
