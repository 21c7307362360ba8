"""Whatever a submission says, a report holds printable, bounded text, and a command that a shell reads back."""

import os
import re
import shlex
import subprocess

import pytest
from hypothesis import example as given_example
from hypothesis import given
from hypothesis import strategies as st

from grader.report.text import (
    SHOWN_BYTES,
    SHOWN_CHARACTERS,
    STDERR_MARK,
    bounded,
    each_traceback_once,
    escaped,
    in_ascii,
    printable,
    shell_command,
    stderr_tail,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too
# What a command line can hold: any bytes but NUL, as Python reads them.
ARGUMENTS = st.lists(
    st.binary(min_size=1, max_size=20).map(lambda data: data.replace(b"\0", b"x")), min_size=1
)


# What GitHub's runner, Azure's and TeamCity's take for commands.
OBEYED = re.compile(r"::[A-Za-z][^\n]*?::|##\w*\[")


@given(st.text("a:#[ \n-"))
@given_example(":::notice file=a::b::c")
@given_example("###[error]x ##vso[task.complete]")
def test_nothing_is_a_command_in_the_log_of_a_ci(text: str) -> None:
    for shown in (printable(text), printable(text, keep="\n"), escaped(text.encode())):
        assert not OBEYED.search(shown)
        assert printable(shown, keep="\n") == shown


def test_slices_of_python_stay_as_they_are() -> None:
    assert printable("name[::-1] name[::step] ## a heading [1]") == "name[::-1] name[::step] ## a heading [1]"


@given(st.binary(max_size=400))
@given_example(b"\x1b[2J\x07\r\n\t\xff\xe2\x80\xa8\x7f\xc2\x85")
def test_any_bytes_become_one_short_line_of_printable_text(text: bytes) -> None:
    shown = escaped(text)
    assert shown.isprintable()
    assert len(shown) <= 4 * SHOWN_BYTES + 40


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=SHOWN_BYTES))
def test_printable_text_is_shown_as_it_is(text: str) -> None:
    if not OBEYED.search(text):
        assert escaped(text.encode()) == text
        assert printable(text) == text
    assert bounded(text) == text


def test_the_middle_of_a_long_text_is_left_out() -> None:
    assert escaped(b"a" * 80 + b"b" * 1_000 + b"c" * 40) == f"{'a' * 80} [... 1,000 bytes ...] {'c' * 40}"
    assert bounded("a" * 4 + "b" * 1_000 + "c" * 2, most=6) == "aaaa [... 1,000 characters ...] cc"


@given(st.text(), st.integers(1, 50))
def test_a_bounded_text_is_short_whatever_it_was(text: str, most: int) -> None:
    assert len(bounded(text * 50, most)) <= most + len(" [... 1,000,000 characters ...] ")
    assert len(bounded("x" * 1_000_000)) < SHOWN_CHARACTERS + 40


@given(ANY_TEXT)
def test_escaping_twice_is_escaping_once(text: str) -> None:
    once = printable(text)
    assert once.isprintable()
    assert printable(once) == once
    once.encode()  # what is printable is text in UTF-8


@given(st.binary(max_size=2_000))
@given_example(b"100.0 of 100  passed  bot.py\n\n\x1b[2Jstderr| x")
def test_each_line_of_stderr_stands_behind_a_mark(text: bytes) -> None:
    shown = stderr_tail(text).split("\n")
    assert len(shown) <= 20
    assert all(line.isprintable() for line in shown)
    assert shown == [""] or all(line.startswith(STDERR_MARK) for line in shown)


def test_stderr_is_shown_by_its_last_lines_in_order() -> None:
    lines = [f"line {number}" for number in range(50)]
    assert stderr_tail("\n".join(lines).encode()).split("\n") == [STDERR_MARK + line for line in lines[-20:]]


TRACE = "Traceback (most recent call last):\n  File 'bot.py', line 1, in respond\n    x\nValueError: {}\n"
CHAINED = f"{TRACE}\nDuring handling of the above exception, another exception occurred:\n\n{TRACE}"


@pytest.mark.parametrize("trace", [TRACE, CHAINED], ids=["alone", "chained"])
def test_equal_tracebacks_are_shown_once_with_their_count(trace: str) -> None:
    one, other = trace.format("one", "two"), trace.format("other", "two")
    said = each_traceback_once(f"{one}hello\n{one}{other}{one}bye\n")
    assert said == f"hello\n{other}{one}(the same 3 times)\nbye\n"


def test_a_traceback_that_was_cut_off_goes_with_its_like() -> None:
    one = TRACE.format("one")
    assert each_traceback_once(one[30:] + one + one) == f"{one}(the same 2 times)\n"
    assert each_traceback_once(f"no trace\n{one}") == f"no trace\n{one}"


@given(ARGUMENTS)
@given_example(
    [b"a b", "é.py".encode(), b"\xff.py", b"\x1b[2J'\"$x`\\", b"~", b"-x", "\u00a0\u0301".encode()]
)
def test_a_command_is_printable_and_bash_reads_the_same_words_from_it(arguments: list[bytes]) -> None:
    command = shell_command([os.fsdecode(argument) for argument in arguments])
    assert command.isprintable()
    ascii_only = in_ascii(command)
    assert ascii_only.isascii()
    script = f"printf '%s\\0' {command}\nprintf '%s\\0' {ascii_only}\n"
    done = subprocess.run(["bash"], input=script.encode(), capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == arguments * 2


def test_what_is_printable_stays_readable_in_a_command() -> None:
    assert shell_command(["grade", "bot.py", "--seed", "a b"]) == "grade bot.py --seed 'a b'"
    assert shell_command(["grade", "bücher/é.py"]) == shlex.join(["grade", "bücher/é.py"])
    assert in_ascii("grade 'é.py'") == r"grade ''$'\xc3\xa9''.py'"
    assert shell_command(["\udcff.py"]) == r"$'\xff.py'"
