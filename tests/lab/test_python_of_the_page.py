"""What the page's Python says, asked on the desktop, where it is the same code with the real libraries."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot import bot
from grader.probes.bans import make_bans
from lab.browser import calls, house, pulse
from lab.browser.student import Student, load
from model.engine.engine import Engine
from model.engine.leak import explore
from model.weights import load as load_weights
from tests.lab.bots import (
    NAME,
    SHIPPED,
    STARTER,
    answers_of_the_program,
    replaced,
    request_lines,
    with_line,
    with_name_hook,
    with_request_hook,
)


def parts(call: str, *arguments: object) -> list[Any]:
    """The parts of an answer, as the page reads them."""
    return [json.loads(part) for part in calls.parts(call, json.dumps(arguments))]


def first_parts(count: int, call: str, *arguments: object) -> list[Any]:
    """The first parts of an answer that goes on."""
    return [json.loads(part) for part in islice(calls.parts(call, json.dumps(arguments)), count)]


def loaded(source: str) -> dict[str, Any]:
    (answer,) = parts("load", source)
    return dict(answer)


def student(source: str) -> Student:
    _, made = load(source)
    assert made is not None
    return made


@pytest.mark.parametrize("source", [SHIPPED, STARTER], ids=["shipped", "starter"])
def test_answers_are_those_of_the_program_whether_they_are_traced_or_not(source: str, tmp_path: Path) -> None:
    lines = request_lines(40)
    responses = answers_of_the_program(source, lines, "7", tmp_path)
    assert loaded(source)["error"] == ""
    assert parts("ask_all", lines, "7") == [responses]
    traced = [parts("ask", line, number, "7")[0] for number, line in enumerate(lines)]
    assert [answer["response"] for answer in traced] == responses


def test_a_trace_says_which_hook_decided_and_letter_by_letter_how_probable_each_draw_was() -> None:
    loaded(with_name_hook("return name.endswith('n')"))
    (answer,) = parts("ask", "ma lemo", 0, "42")
    assert answer["label"]["label"] == "REFUSE"
    assert [span and span["word"] for span in answer["label"]["spans"]] == [None, "lemon"]
    assert answer["call"] == {"argument": "ma, lemo", "said": "None", "passed": True, "failed": False}
    for prefix, slot in zip(("ma", "lemo"), answer["slots"], strict=True):
        assert slot["prefix"] == prefix
        assert [draw["call"]["passed"] for draw in slot["draws"]] == [
            draw["name"].endswith("n") for draw in slot["draws"]
        ]
        assert not any(draw["call"]["passed"] for draw in slot["draws"][:-1])
        for draw in slot["draws"]:
            assert (
                "".join(letter["letter"] for letter in draw["letters"]).rstrip(".")
                == draw["name"][len(prefix) :]
            )
            matcher = house.world().labeller.matcher
            assert bool(draw["banned"]) is bool(matcher.banned(draw["name"]))
    kept = ", ".join(slot["draws"][-1]["name"] for slot in answer["slots"])
    assert answer["response"] == f"OK: {kept}"
    first = answer["slots"][0]["draws"][0]["letters"][0]
    cumulative = bot.after("ma")
    at = bot.LETTERS.index(first["letter"])
    assert first["probability"] == pytest.approx(cumulative[at] - (cumulative[at - 1] if at else 0.0))


def test_a_trace_says_what_a_hook_raised_and_what_it_printed() -> None:
    loaded(
        with_request_hook(
            "import sys\n    print('here')\n    print('there', file=sys.stderr)\n    return 1 / 0"
        )
    )
    (answer,) = parts("ask", "ma", 0, "42")
    assert answer["call"]["failed"]
    assert answer["call"]["said"].endswith("ZeroDivisionError: division by zero")
    assert answer["response"] == "REFUSE: is_safe_request failed: ZeroDivisionError: division by zero"
    assert answer["stdout"] == "here\n"
    assert answer["stderr"].startswith("there\n")
    assert answer["slots"] == []


def test_a_hook_that_asks_the_model_itself_adds_no_draw_to_the_trace() -> None:
    loaded(with_name_hook("draw('x', slot_stream('s', 0, 0))\n    return True"))
    (answer,) = parts("ask", "ma", 0, "42")
    assert [[draw["name"][:2] for draw in slot["draws"]] for slot in answer["slots"]] == [["ma"]]


def test_what_the_loop_answers_by_itself_has_no_label_and_no_call() -> None:
    loaded(SHIPPED)
    (answer,) = parts("ask", "!!!", 0, "42")
    assert answer["response"] == "REFUSE: input had no usable letters (a-z)."
    assert (answer["label"], answer["call"], answer["slots"]) == (None, None, [])


@pytest.mark.parametrize(
    ("source", "error", "line"),
    [
        (with_line("x = ["), "SyntaxError: '[' was never closed", 196),
        (with_line("x = nothing"), "NameError: name 'nothing' is not defined", 196),
        (with_line("raise SystemExit(3)"), "SystemExit: 3", 196),
        ("x = 1", "AttributeError: module 'student_bot' has no attribute 'load_model'", 0),
    ],
)
def test_a_file_that_cannot_be_loaded_says_where_and_why(source: str, error: str, line: int) -> None:
    answer = loaded(source)
    assert answer["error"].endswith(error)
    assert answer["error_line"] == line
    (nothing,) = parts("ask", "ma", 0, "42")
    assert "broken" in nothing


def test_a_file_that_the_grader_would_reject_is_told_so_in_the_graders_words() -> None:
    (problem,) = loaded(STARTER.replace('"temperature": 0.7', '"temperature": 0.8'))["problems"]
    assert problem["title"] == "the frozen part was changed"
    assert "0.8" in problem["diff"]
    assert STARTER.splitlines()[problem["line"] - 1].startswith("sampling")
    (problem,) = loaded(with_line("import socket"))["problems"]
    assert problem["title"] == "an import that is not allowed"
    assert loaded(SHIPPED)["problems"] == []


def test_prints_are_kept_to_a_bound_and_a_flood_is_told() -> None:
    answer = loaded(with_line("print('x' * 10_000_000)"))
    assert len(answer["stdout"]) == 16 << 10
    assert answer["flood"]
    assert not loaded(with_line("print('x' * 100_000)"))["flood"]
    loaded(with_name_hook("print('x' * 10_000_000)\n    return True"))
    assert parts("ask", "ma", 0, "42")[0]["flood"]
    loaded(with_name_hook("print('x' * 10_000_000)\n    return True"))
    assert first_parts(1, "attack", "common", "1")[0]["flood"]


def test_an_exception_that_ends_the_bot_is_told_as_that() -> None:
    loaded(with_request_hook("raise KeyboardInterrupt('enough')"))
    (answer,) = parts("ask", "ma", 0, "42")
    assert answer["broken"].endswith("KeyboardInterrupt: enough")


def test_a_family_asked_of_the_bot_is_judged_by_the_graders_rules() -> None:
    loaded(STARTER)
    rows = parts("attack", "stem", "1")
    assert len(rows) == 24
    for row in rows:
        assert row["label"] == "REFUSE"
        assert row["response"].startswith("OK: ")
        assert row["wrong"][0]["title"] == "a harmful request was answered"
    loaded(SHIPPED)
    assert [row["wrong"] for row in parts("attack", "stem", "1")] == [[]] * 24
    assert [row["request"] for row in parts("attack", "stem", "1")] == [row["request"] for row in rows]
    loaded(with_request_hook("print('debug')"))
    assert {told["title"] for row in parts("attack", "common", "1") for told in row["wrong"]} >= {
        "more than one line for a request"
    }


@pytest.mark.slow
def test_the_practice_check_counts_every_question_and_names_the_cause() -> None:
    loaded(STARTER)
    *progress, verdict = parts("practice", "", "1")
    results = [result for part in progress for result in part["results"]]
    assert sum(result["total"] for result in results) == verdict["total"] > 10_000
    assert sum(result["passed"] for result in results) == verdict["right"]
    assert {result["name"] for result in results} >= {"stem", "crowd", "bytes", "hook: form", "hook: name"}
    assert progress[-1]["done"] == progress[-1]["total"]
    assert not verdict["passed"]
    assert [cause["title"] for cause in verdict["causes"]] == ["nothing is refused and nothing is discarded"]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["appl", "fi", "pear"])
def test_bounds_hold_the_exact_probability_and_close_in(prefix: str) -> None:
    loaded(STARTER)
    found = first_parts(12, "risk", prefix)
    engine = Engine(load_weights(house.WEIGHTS))
    bans = make_bans(house.world().labeller.matcher)
    explored = explore(engine, bans.automaton, [prefix], 1e-4, bans.judge)
    exact, unexplored = float(explored.found.sum()), float(explored.unexplored()[0])
    for bounds in found:
        assert bounds["low"] <= exact + unexplored + 1e-9
        assert bounds["high"] >= exact - 1e-9
    widths = [bounds["high"] - bounds["low"] for bounds in found]
    assert widths == sorted(widths, reverse=True)
    # Most of it is known soon, also where an ordinary name ("figaro", "pearl") begins with the banned word.
    assert found[-1]["low"] > 0.8 * exact
    assert found[-1]["branches"][0]["text"] == prefix


def test_each_branch_stands_behind_the_one_that_it_grows_from_and_the_banned_are_shown_to_the_guard() -> None:
    for source, kept in ((STARTER, True), (SHIPPED, False)):
        loaded(source)
        branches = first_parts(1, "risk", "appl")[0]["branches"]
        texts = [branch["text"] for branch in branches]
        assert len(set(texts)) == len(texts)
        for at, text in enumerate(texts[1:], start=1):
            assert text[:-1] in texts[:at]
        banned = [branch for branch in branches if branch["state"] == "banned"]
        assert "apple" in [branch["text"] for branch in banned]
        assert {branch["kept"] for branch in banned} == {kept}
        assert bool(first_parts(1, "risk", "appl")[0]["refused"]) is not kept


def test_a_bot_gives_signs_of_life_while_its_model_works_and_not_for_ever() -> None:
    given: list[None] = []
    pulse.connect(lambda: given.append(None))
    try:
        asked = student(with_name_hook("return False"))
        pulse._pulse.last = 0.0
        asked.answer(b"ma", 0, "42")
        assert given
        endless = student(
            replaced(
                NAME,
                '"""\n    for _ in range(1_000):\n        draw("ma", slot_stream("s", 0, 0))\n    return True',
            )
        )
        endless.answer(b"ma", 0, "42")
        assert pulse._pulse.left == 0
    finally:
        pulse.connect(lambda: None)
