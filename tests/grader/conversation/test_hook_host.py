"""The host of the hooks outlives whatever they raise or return, and decides nothing here, least of all the memory."""

import os
import tracemalloc
from io import FileIO
from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import MAX_ANSWER, MAX_WORDS, HookHost, Question, Says
from grader.sandbox import Child, Exit, Level, Limits, Program, start
from tests.grader.sandbox.levels import every_level, protection_at

QUICK = Deadlines(start=20.0, line=1.0, questions=30.0)
ANNA, APPLE = Question("is_safe_name", "anna"), Question("is_safe_name", "apple")


def host_of(source: str, level: Level = Level.UNPROTECTED, deadlines: Deadlines = QUICK) -> HookHost:
    """A host that serves the hooks of a file."""
    return HookHost(
        start(Program(source.encode(), b"{}", entry="host"), protection_at(level), Limits()), deadlines
    )


def guard(body: str, before: str = "") -> str:
    """Hooks of which is_safe_name does this for any name but "anna", which it keeps."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{before}\ndef is_safe_name(name):\n    if name == 'anna':\n        return True\n{lines}"


# What a hook may do to whoever wants to say what it did: before it, its body, and a part of what is said.
STRANGE = {
    "an exception whose text raises": (
        "class Odd(Exception):\n    def __str__(self): raise self",
        "raise Odd()",
        "raised Odd: <and its text could not be made: Odd>",
    ),
    "an exception whose text is no text": (
        "class Odd(Exception):\n    def __str__(self): return 7",
        "raise Odd()",
        "raised Odd: <and its text could not be made: TypeError>",
    ),
    "an exception whose text ends the process": (
        "class Odd(Exception):\n    def __str__(self): raise SystemExit(0)",
        "raise Odd()",
        "raised Odd: <and its text could not be made: SystemExit>",
    ),
    "a text that is cut otherwise": (
        "class Text(str):\n    def __getitem__(self, at): return 7\nclass Odd(Exception):\n"
        "    def __str__(self): return Text('so')",
        "raise Odd()",
        "raised Odd: so",
    ),
    "a class without a name": (
        "class Meta(type):\n    @property\n    def __name__(cls): raise ValueError\n"
        "class Odd(Exception, metaclass=Meta): pass",
        "raise Odd('x')",
        "raised Odd: x",
    ),
    "a class with a long name": ("Odd = type('O' * 99_999, (Exception,), {})", "raise Odd()", "raised OOOO"),
    "a long text": ("", "raise ValueError('A' * 1_000_000)", "raised ValueError: AAAA"),
    "an exception that is none": ("", "raise 7", "raised TypeError: exceptions must derive"),
    "half a character": ("", "raise ValueError('\\ud800')", "raised ValueError: \\ud800"),
    "no memory": ("", "raise MemoryError", "raised MemoryError: "),
    "no stack": (
        "def down(): return down()",
        "return down()",
        "raised RecursionError: maximum recursion depth",
    ),
    "a group": ("", "raise BaseExceptionGroup('g', [SystemExit()])", "raised BaseExceptionGroup: g"),
    "a number of 5,000 digits": ("", "return 10 ** 5_000", "returned <and its text could not be made"),
    "no number": ("", "return float('nan')", "returned nan (float)"),
    "an object without a form": (
        "class Odd:\n    def __repr__(self): raise KeyboardInterrupt",
        "return Odd()",
        "returned <and its text could not be made: KeyboardInterrupt> (Odd)",
    ),
    "an object that says it is a text": (
        "class Odd:\n    __class__ = property(lambda self: 1 / 0)",
        "return Odd()",
        "raised ZeroDivisionError",
    ),
    "a class called bool": (
        "class bool:\n    def __repr__(self): return 'True'",
        "return bool()",
        "returned True (bool)",
    ),
    "a text": ("", "return 'x' * 1_000_000", "returned 'xxxx"),
    "half a text": ("", "return '\\udfff'", "returned '\\\\udfff' (str)"),
    "bytes": ("", "return b'True'", "returned b'True' (bytes)"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_whatever_a_hook_raises_or_returns_is_an_answer_and_not_the_end(name: str) -> None:
    before, body, words = STRANGE[name]
    with host_of(guard(body, before)) as host:
        odd, kept = host.ask([APPLE, ANNA])
    assert odd.says is Says.NEITHER
    assert odd.words.startswith(words)
    assert len(odd.words) <= MAX_WORDS
    assert (kept.says, host.broken) == (Says.SAFE, "")


@every_level
@pytest.mark.parametrize(
    "body", ["input()", "import sys\nsys.stdin.read()", "import sys\nnext(iter(sys.stdin.buffer))"]
)
def test_a_hook_that_reads_stdin_is_told_so_and_takes_no_question(level: Level, body: str) -> None:
    with host_of(guard(body), level) as host:
        answers = host.ask([APPLE, APPLE, ANNA])
    assert [answer.says for answer in answers] == [Says.NEITHER, Says.NEITHER, Says.SAFE]
    assert "a hook reads stdin, and only the loop may" in answers[0].words


@every_level
def test_whoever_only_looks_ahead_sees_nothing(level: Level) -> None:
    with host_of(guard("import sys\nreturn sys.stdin.buffer.peek() == b''"), level) as host:
        assert [answer.says for answer in host.ask([APPLE, APPLE])] == [Says.SAFE, Says.SAFE]


@every_level
def test_the_descriptor_of_stdin_is_at_its_end(level: Level) -> None:
    with host_of(guard("import os\nreturn os.read(0, 99) == b'' == open(0, 'rb').read()"), level) as host:
        assert [answer.says for answer in host.ask([APPLE, ANNA])] == [Says.SAFE, Says.SAFE]


def test_a_text_of_a_class_of_its_own_refuses_as_it_does_in_the_loop() -> None:
    source = (
        "class Text(str): pass\ndef is_safe_request(prefixes):\n    return Text('no') if prefixes else None"
    )
    with host_of(source) as host:
        refused, allowed = host.ask([Question("is_safe_request", argument) for argument in (["a"], [])])
    assert (refused.says, allowed.says) == (Says.UNSAFE, Says.SAFE)


def test_what_was_answered_before_the_end_counts() -> None:
    with host_of(guard("import os\nos._exit(3)")) as host:
        answers = host.ask([ANNA] * 50 + [APPLE] + [ANNA] * 50)
    assert [answer.says for answer in answers] == [Says.SAFE] * 50 + [Says.NOTHING] * 51
    assert answers[-1].words == "did not answer: the process ended (exit status 3)"


class Forger:
    """Stands in for a child that has taken the host's place: it writes what it likes, and ends."""

    def __init__(self, said: bytes) -> None:
        (self.requests, stdin), (stdout, answers), (stderr, complaints) = os.pipe(), os.pipe(), os.pipe()
        self.stdin, self.stdout, self.stderr = FileIO(stdin, "w"), FileIO(stdout), FileIO(stderr)
        with FileIO(answers, "w") as file:
            file.write(b'{"ready": true}\n' + said)
        os.close(complaints)

    def cpu_seconds(self) -> None:
        """Nobody knows."""

    def starved_seconds(self) -> float:
        return 0.0

    def wait(self, _timeout: float) -> Exit:
        return Exit(0, None)

    def end(self) -> Exit:
        return Exit(0, None)

    def __exit__(self, *_: object) -> None:
        os.close(self.requests)
        self.stdout.close()
        self.stderr.close()


JUNK = st.binary(max_size=60) | st.sampled_from(
    [b'{"returned": true}', b'{"returned": null, "type": "NoneType"}']
)
KEYS = st.sampled_from(["ready", "returned", "type", "raised", "other", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda v: st.lists(v, max_size=3)
)
FORGED = st.dictionaries(KEYS, JSON, max_size=4).map(msgspec.json.encode)


@pytest.mark.slow
@given(st.lists(JUNK | FORGED, max_size=6))
def test_whatever_stands_in_place_of_an_answer_is_one_or_breaks_the_host_with_a_reason(
    lines: list[bytes],
) -> None:
    with HookHost(cast(Child, Forger(b"\n".join(lines)[:60_000])), QUICK) as host:
        answers = host.ask([ANNA, APPLE, Question("is_safe_request", ["a"])])
    assert len(answers) == 3
    assert all(answer.words and len(answer.words) <= MAX_WORDS for answer in answers)
    assert bool(host.broken) == any(answer.says is Says.NOTHING for answer in answers)


@pytest.mark.parametrize(
    "line",
    [
        b'{"raised": "\xff"}',
        b'{"raised": "\xc3"}',
        b'{"raised": "\\ud800"}',
        b'{"returned": ' + b"1" * 5_000 + b"}",
        b"[" * 5_000,
        b'{"x": ' + b"[" * 5_000,
        b'{"ready": true}',
        b"{}",
        b"",
        b"null",
    ],
)
def test_a_malformed_answer_breaks_the_host(line: bytes) -> None:
    with HookHost(cast(Child, Forger(line + b"\n")), QUICK) as host:
        (answer,) = host.ask([ANNA])
    assert host.broken == "it wrote something else than an answer"
    assert answer.says is Says.NOTHING


def test_a_file_that_cannot_say_why_it_cannot_be_loaded_is_broken_all_the_same() -> None:
    with host_of("class Odd(Exception):\n    def __str__(self): raise self\nraise Odd()") as host:
        assert host.broken.startswith("the file could not be loaded (Odd: ")


QUESTIONS = 5_000
FEW = 6 << 20  # bytes


@pytest.mark.slow
def test_a_long_answer_to_thousands_of_questions_costs_a_few_megabytes() -> None:
    tracemalloc.start()
    with host_of("def is_safe_name(name):\n    raise ValueError('A' * 100_000)") as host:
        answers = host.ask([ANNA] * QUESTIONS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {answer.says for answer in answers} == {Says.NEITHER}
    assert len({id(answer) for answer in answers}) == 1
    assert most < FEW


# Takes the place of the host in its own process, and answers each question with as much as it likes.
FORGING = """
import os, sys
def answer(number):
    os.write({pipe}, b'{{"raised": "%d' % number + b'A' * {size} + b'"}}\\n')
os.write({pipe}, b'{{"ready": true}}\\n')
for number, line in enumerate(open({requests})):
    answer(number)
"""


@pytest.mark.parametrize("size", [100, 500, MAX_ANSWER - 100, 100_000])
def test_forged_answers_cost_no_more(size: int) -> None:
    tracemalloc.start()
    with host_of(FORGING.format(pipe=4, requests=3, size=size)) as host:
        answers = host.ask([ANNA] * QUESTIONS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(answers) == QUESTIONS
    assert answers[0].says is (Says.NOTHING if size > MAX_ANSWER else Says.NEITHER)
    assert most < FEW


SLOW = """
import time
def is_safe_name(name):
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    return True
"""


@pytest.mark.slow
def test_what_a_slow_guard_leaves_no_time_for_is_not_asked_and_not_held_against_it() -> None:
    with host_of(SLOW, deadlines=Deadlines(line=5.0, questions=0.5)) as host:
        answers = host.ask([ANNA] * 100)
        (again,) = host.ask([ANNA])
    asked = [answer for answer in answers if answer.asked]
    assert 1 <= len(asked) <= 20
    assert {answer.says for answer in asked} == {Says.SAFE}
    assert answers[-1].words == f"was not asked: {host.incomplete}"
    assert not host.broken
    assert again.asked  # other questions have their own time
    assert host.calls == len(asked) + 1
    assert 0.05 <= host.seconds / host.calls < 0.5


@pytest.mark.slow
def test_a_host_that_hangs_takes_no_more_time_from_the_others() -> None:
    child = start(Program(HANGS.encode(), b"{}", entry="host"), protection_at(Level.UNPROTECTED), Limits())
    with HookHost(child, QUICK) as host:
        assert host.ask_all("is_safe_name", ["a"]) == [Says.NOTHING]
        assert host.broken
        assert child.poll() is not None


HANGS = """
def is_safe_name(name):
    while True:
        pass
"""


def test_what_is_known_not_to_load_is_not_waited_for() -> None:
    source = "while True:\n    pass\n"
    patient = Deadlines(start=600.0, line=600.0)
    child = start(Program(source.encode(), b"{}", entry="host"), protection_at(Level.UNPROTECTED), Limits())
    with HookHost(child, patient, lambda: True) as host:
        assert host.is_stuck
        assert host.ask([ANNA])[0].says is Says.NOTHING
