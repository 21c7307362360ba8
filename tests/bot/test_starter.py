"""The starter is the bot without its solution, so the frozen code exists once."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.starter import SOLUTION, without_solution

from .building import BOT, REGION, WEIGHTS, load_bot, serve

BOT_TEXT = BOT.read_text(encoding="utf-8")
STARTER = without_solution(BOT_TEXT)
RUFF = Path(sys.executable).with_name("ruff")


def frozen(text: str) -> str:
    """Everything outside the two fence lines, byte for byte."""
    return REGION.sub("", text)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    path = tmp_path / "bot.py"
    path.write_text(STARTER, encoding="utf-8")
    return path


def test_its_frozen_part_is_the_bots_byte_for_byte() -> None:
    assert frozen(STARTER) == frozen(BOT_TEXT) != STARTER


def test_its_lists_are_empty_and_its_hooks_allow_everything(starter: Path) -> None:
    bot = load_bot(starter)
    assert (bot.BLOCKED_PREFIX_PATTERNS, bot.BLOCKED_OUTPUT_PATTERNS, bot.ORDINARY) == ([], [], [])
    assert bot.is_safe_request(["apple"]) is None
    assert bot.is_safe_name("apple") is True


def test_nothing_of_the_solution_is_left() -> None:
    solution = "".join(match[0] for match in SOLUTION.finditer(BOT_TEXT))
    assert solution.count("### BEGIN SOLUTION") == BOT_TEXT.count("BEGIN SOLUTION") == 7
    for hint in (
        "SOLUTION",
        "import ahocorasick",
        "import regex",
        'leads to a fruit."',
        "mang",
        "is_blocked",
    ):
        assert hint not in STARTER
    (editable,) = REGION.findall(STARTER)
    defined = [node.name for node in ast.parse(editable).body if isinstance(node, ast.FunctionDef)]
    assert defined == ["is_safe_request", "is_safe_name"]


def test_it_says_the_job_and_the_protocol() -> None:
    text = ast.get_docstring(ast.parse(STARTER))
    assert text is not None
    for word in (
        "fruit",
        "is_safe_request",
        "is_safe_name",
        "stdin",
        "stdout",
        "stderr",
        "REFUSE: ",
        "model.json",
    ):
        assert word in text
    hooks = [node for node in ast.parse(STARTER).body if isinstance(node, ast.FunctionDef)]
    assert all(ast.get_docstring(hook) for hook in hooks if hook.name.startswith("is_safe"))


def test_it_is_formatted_and_has_no_blank_holes(starter: Path) -> None:
    options = ("--isolated", "--line-length", "110")
    formatted = subprocess.run(
        [RUFF, "format", "--check", "--diff", *options, starter], capture_output=True, check=False
    )
    assert formatted.returncode == 0, formatted.stdout.decode()
    checked = subprocess.run(
        [RUFF, "check", "--select", "E,F,I,W", "--ignore", "E501", *options, starter],
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout.decode()
    assert not re.search(r"\n{4,}", STARTER)


def test_it_runs(starter: Path) -> None:
    result = serve(b"appl\n\nj k\n", "--weights", str(WEIGHTS), program=(str(starter),))
    assert (result.returncode, result.stdout.count(b"OK: ")) == (0, 3)
