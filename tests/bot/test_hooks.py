"""Hooks that misbehave fail closed: the request is refused, stderr says why, and the loop goes on."""

from pathlib import Path
from types import ModuleType

import pytest

from .building import GRAMMAR, SAY_YES, WEIGHTS, load_bot, serve, with_region

ODDITIES = '''
import sys

class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text either")

class Outside(BaseException):
    """Not an Exception, like SystemExit."""

def fail(error):
    raise error

def recurse():
    return recurse()
'''

RAISING = {
    "fail(ValueError('no'))": "ValueError: no",
    "fail(SystemExit(0))": "SystemExit: 0",
    "sys.exit()": "SystemExit",
    "fail(Outside('out'))": "Outside: out",
    "fail(GeneratorExit())": "GeneratorExit",
    "fail(StopIteration())": "StopIteration",
    "fail(BrokenPipeError())": "BrokenPipeError",
    "fail(MemoryError())": "MemoryError",
    "fail(Unprintable())": "<exception str() failed>",
    "fail(ValueError('two\\nlines\\x1b[31m'))": "ValueError: two lines [31m",
    "fail(ValueError('x' * 10_000))": "ValueError: " + "x" * 400,
    "recurse()": "RecursionError: maximum recursion depth exceeded",
    "1 / 0": "ZeroDivisionError: division by zero",
    "eval('1 +')": "SyntaxError: invalid syntax",
    "undefined": "NameError: name 'undefined' is not defined",
}


def load(tmp_path: Path, *hooks: str) -> ModuleType:
    (tmp_path / "bot.py").write_text(with_region("\n".join([ODDITIES, SAY_YES, *hooks])))
    return load_bot(tmp_path / "bot.py")


def request_hook(expression: str) -> str:
    return f"def is_safe_request(prefixes):\n    return {expression} if prefixes == ['bad'] else None\n"


def name_hook(expression: str) -> str:
    return f"def is_safe_name(name):\n    return {expression} if name.startswith('bad') else True\n"


def exception_of(bot: ModuleType, capsys: pytest.CaptureFixture[str], hook: str) -> str:
    """What the refusal says of the exception; checks that stderr has the traceback, and that the loop goes on."""
    response = bot.answer(b"bad\n", 0, "s")
    assert GRAMMAR.fullmatch(response)
    assert "Traceback (most recent call last)" in capsys.readouterr().err
    assert bot.answer(b"j\n", 1, "s").startswith(b"OK: j")
    start, said = str(response, "utf-8").removesuffix("\n").split(" failed: ", 1)
    assert start == f"REFUSE: {hook}"
    return said


@pytest.mark.parametrize("expression", RAISING)
@pytest.mark.parametrize("hook", ["is_safe_request", "is_safe_name"])
def test_a_hook_that_raises_refuses_and_names_the_exception(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hook: str, expression: str
) -> None:
    make = request_hook if hook == "is_safe_request" else name_hook
    said = exception_of(load(tmp_path, make(expression)), capsys, hook)
    assert RAISING[expression] in said
    assert len(said) < 500


@pytest.mark.parametrize("expression", ["True", "False", "0", "b'no'", "['no']", "object()"])
def test_a_reason_that_is_no_string_refuses_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expression: str
) -> None:
    said = exception_of(load(tmp_path, request_hook(expression)), capsys, "is_safe_request")
    assert said == f"TypeError: returned {type(eval(expression)).__name__}, expected None or a str"


@pytest.mark.parametrize("expression", ["None", "1", "0", "'no'", "[]", "object()"])
def test_a_verdict_that_is_no_bool_is_no_yes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expression: str
) -> None:
    said = exception_of(load(tmp_path, name_hook(expression)), capsys, "is_safe_name")
    assert said == f"TypeError: returned {type(eval(expression)).__name__}, expected True or False"


@pytest.mark.parametrize("hook", ["is_safe_request", "is_safe_name"])
def test_a_hook_with_the_wrong_parameters_fails_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hook: str
) -> None:
    bot = load(tmp_path, f"def {hook}():\n    return None\n")
    assert bot.answer(b"ma\n", 0, "s").startswith(f"REFUSE: {hook} failed: TypeError: ".encode())
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reason", "response"),
    [
        ("'that is a fruit'", "REFUSE: that is a fruit"),
        ("'two\\nlines\\r\\nand\\u2028more\\x85'", "REFUSE: two lines and more"),
        ("'a\\x00b\\x1b[2Jc'", "REFUSE: a b [2Jc"),
        ("'caf\\u00e9 \\ud83c \\U0001f34e'", "REFUSE: café \U0001f34e"),
        ("''", "REFUSE: no reason given."),
        ("' \\n '", "REFUSE: no reason given."),
        ("'OK: apple'", "REFUSE: OK: apple"),
        ("'x' * 10_000", "REFUSE: " + "x" * 500),
    ],
)
def test_a_string_refuses_in_one_clean_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reason: str, response: str
) -> None:
    bot = load(tmp_path, request_hook(reason))
    assert bot.answer(b"bad\n", 0, "s") == response.encode() + b"\n"
    assert capsys.readouterr().err == ""


def test_a_hook_that_changes_its_list_changes_nothing(tmp_path: Path) -> None:
    changing = "def is_safe_request(prefixes):\n    prefixes[:] = ['zz', 'zz']\n"
    asked = b"ma j\n\nab\n".splitlines(keepends=True)
    changed, pristine = load(tmp_path, changing), load(tmp_path)
    for number, line in enumerate(asked):
        assert changed.answer(line, number, "s") == pristine.answer(line, number, "s")


def test_the_request_hook_is_asked_once_and_the_name_hook_once_a_draw(tmp_path: Path) -> None:
    bot = load(
        tmp_path,
        "asked = []\ndef is_safe_request(prefixes):\n    asked.append(list(prefixes))\n",
        "def is_safe_name(name):\n    asked.append(name)\n    return True\n",
    )
    names = bot.respond("Ma j!", 0, "s").removeprefix("OK: ").split(", ")
    assert bot.asked == [["ma", "j"], *names]


@pytest.mark.parametrize("hook", [request_hook("fail(Outside('\\ud800'))"), name_hook("sys.exit(3)")])
def test_a_process_goes_on_after_a_hook_failed(tmp_path: Path, hook: str) -> None:
    (tmp_path / "bot.py").write_text(with_region("\n".join([ODDITIES, SAY_YES, hook])))
    result = serve(b"j\nbad\nma\n", "--weights", str(WEIGHTS), program=(str(tmp_path / "bot.py"),))
    assert result.returncode == 0
    assert [line.partition(b":")[0] for line in result.stdout.splitlines()] == [b"OK", b"REFUSE", b"OK"]
    assert result.stderr.count(b"Traceback") == 1
