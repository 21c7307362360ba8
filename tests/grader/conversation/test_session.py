"""A session asks in lock-step, and gives each way of not answering its own name. The children here are processes."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from grader.conversation.deadlines import Deadlines
from grader.conversation.pipes import MAX_STDOUT, STDERR_TAIL
from grader.conversation.session import Ending, Exchange, Transcript, converse
from grader.sandbox import Level, Limits, Program, Protection, start
from grader.verdict import Kind
from tests.grader.sandbox.levels import protection_at

PRELUDE = """
import os, sys, threading

def say(data, stream=sys.stdout.buffer):
    stream.write(data)
    stream.flush()

def hang():
    threading.Event().wait()

"""
ASKED = (b"a", b"b", b"c")
QUICK = Deadlines(start=20.0, line=1.0, run=60.0, end=1.0)

Talk = Callable[..., Transcript]


def answering(body: str, before: str = "", after: str = "") -> str:
    """A program that runs `body` for each line of its input."""
    loop = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{PRELUDE}{before}\nfor number, line in enumerate(sys.stdin.buffer):\n{loop}\n{after}\n"


@pytest.fixture
def talk(protection: Protection) -> Talk:
    def run(
        source: str,
        requests: tuple[bytes, ...] = ASKED,
        deadlines: Deadlines = QUICK,
        **more: Callable[..., Any],
    ) -> Transcript:
        with start(Program(source.encode(), b"{}"), protection, Limits()) as child:
            transcript = converse(child, requests, deadlines, **more)
            assert child.poll() is not None
        assert [exchange.request for exchange in transcript.exchanges] == list(requests)
        return transcript

    return run


def responses(transcript: Transcript) -> list[bytes | None]:
    return [exchange.response for exchange in transcript.exchanges]


def test_each_request_gets_the_line_that_answers_it(talk: Talk) -> None:
    seen = talk(answering("say(b'OK: ' + line)"))
    assert seen.exchanges == tuple(Exchange(request, b"OK: " + request) for request in ASKED)
    assert seen.ending is None
    assert seen.trailing == seen.stderr == b""
    assert seen.slowest > 0


def test_a_request_is_sent_when_the_one_before_it_is_answered(talk: Talk) -> None:
    """The child counts what it can read at once: never more than one line."""
    count = "import select\nsize = len(os.read(0, 9))\nwhile size:\n    say(b'OK: ' + b'x' * size + b'\\n')\n"
    seen = talk(PRELUDE + count + "    size = len(os.read(0, 9))\n")
    assert responses(seen) == [b"OK: xx"] * 3
    assert seen.ending is None


def test_every_answer_is_told_to_who_waits(protection: Protection) -> None:
    told: list[int] = []
    source = answering("say(b'OK: \\n')\nif number == 1: sys.exit()")
    with start(Program(source.encode(), b"{}"), protection, Limits()) as child:
        converse(child, ASKED, QUICK, lambda: told.append(1))
    assert len(told) == 2


def test_requests_and_responses_are_framed_by_newlines_alone(talk: Talk) -> None:
    requests = (b"a\rb", "a\u2028b".encode(), b"a\x0bb\x85", b"", b"\0")
    seen = talk(answering("say(b'REFUSE: ' + line.hex().encode() + b'\\n')"), requests)
    assert responses(seen) == [b"REFUSE: " + (request + b"\n").hex().encode() for request in requests]
    assert seen.ending is None


def test_a_long_request_and_a_long_response_go_through(talk: Talk) -> None:
    seen = talk(answering("say(b'OK: ' + line)"), (b", ".join([b"a"] * 200_000), b"b"))
    assert responses(seen) == [b"OK: " + b", ".join([b"a"] * 200_000), b"OK: b"]
    assert seen.ending is None


# What stands on stdout beside the responses.
EXTRA = {
    "output when the file is loaded": ("say(b'OK: a\\n')", "say(b'ready\\n')", [b"ready\n", b"", b""]),
    "a second line in one piece": ("say(b'OK: a\\nOK: b\\n')", "", [b"OK: b\n"] * 3),
    "a print before each response": ("say(b'x\\n')\nsay(b'OK: a\\n')", "", [b"x\n"] * 3),
    "many prints before each response": (
        "for _ in range(40): say(b'x\\n')\nsay(b'OK: a\\n')",
        "",
        [b"x\n" * 40] * 3,
    ),
    "a print before the last response": (
        "if number == 2: say(b'one\\ntwo\\n')\nsay(b'OK: a\\n')",
        "",
        [b"", b"", b"one\ntwo\n"],
    ),
    "half a line behind a response": ("say(b'OK: a\\n' + b'b' * (number == 1))", "", [b"", b"b", b""]),
}


@pytest.mark.parametrize("name", EXTRA)
def test_what_else_is_on_stdout_is_kept_apart_from_the_response(name: str, talk: Talk) -> None:
    body, before, expected = EXTRA[name]
    seen = talk(answering(body, before))
    assert responses(seen) == [b"OK: a"] * 3
    assert [exchange.extra for exchange in seen.exchanges] == expected
    assert seen.ending is None


@pytest.mark.slow
def test_a_line_outside_the_grammar_is_the_response_when_nothing_comes_behind_it(talk: Talk) -> None:
    seen = talk(answering("say(b'OK: a\\n' if number == 0 else b'hello\\n')"), (b"a",) * 9)
    assert responses(seen) == [b"OK: a", *[b"hello"] * 8]
    assert seen.ending is None


def test_the_last_words_of_a_bot_that_ends_are_kept(talk: Talk) -> None:
    seen = talk(answering("say(b'hello\\n')\nsys.exit()"))
    assert responses(seen) == [b"hello", None, None]
    assert seen.ending is not None
    assert (seen.ending.kind, seen.ending.number) == (Kind.EXITED_EARLY, 1)


@pytest.mark.thorough
def test_answers_before_the_requests_answer_nothing_later(talk: Talk) -> None:
    seen = talk(f"{PRELUDE}say(b'OK: a\\nOK: b\\nOK: c\\n')\nhang()")
    assert responses(seen)[1:] == [None, None]
    assert seen.exchanges[0].extra == b"OK: b\nOK: c\n"
    assert seen.ending is not None
    assert seen.ending.kind is Kind.TIMED_OUT


# How a session ends before its time: the body, the kind, the number of the request, and a part of the reason.
ONE = "say(b'OK: a\\n')\n"
ENDINGS = {
    "nothing comes": ("if number == 1: hang()\n" + ONE, Kind.TIMED_OUT, 1, "nothing came within 2 s"),
    "no newline": (
        "say(b'OK: a' + b'\\n' * (number < 1))\nif number: hang()",
        Kind.TIMED_OUT,
        1,
        "5 bytes came within 2 s, but no newline",
    ),
    "never flushes": (
        "if number: sys.stdout.write('OK: a\\n')\nelse: " + ONE,
        Kind.TIMED_OUT,
        1,
        "nothing came within 2 s, until stdin was closed: a hook reads there, or does not flush",
    ),
    "an exit status": (
        ONE + "if number == 1: sys.exit(3)",
        Kind.CRASHED,
        2,
        "the process ended (exit status 3)",
    ),
    "an exception": (ONE + "raise ValueError(line)", Kind.CRASHED, 1, "the process ended (exit status 1)"),
    "an early end": (
        ONE + "if number == 1: sys.exit()",
        Kind.EXITED_EARLY,
        2,
        "the process ended (exit status 0)",
    ),
    "an end in the middle of a line": (
        "say(b'OK: a'); os._exit(0)",
        Kind.EXITED_EARLY,
        0,
        "the process ended in the middle of a line (exit status 0)",
    ),
    "a line without an end": ("while True: say(b'x' * 65536)", Kind.FLOOD, 0, "more than 1 MiB"),
    "lines without an end": ("while True: say(b'x\\n' * 32768)", Kind.FLOOD, 0, "5,000 lines"),
}
if sys.platform != "win32":
    ENDINGS["a signal"] = (ONE + "if number: os.abort()", Kind.CRASHED, 2, "SIGABRT")


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDINGS)
def test_each_way_to_stop_answering_has_its_name_and_its_request(name: str, talk: Talk) -> None:
    body, kind, number, why = ENDINGS[name]
    seen = talk(answering(body))
    assert seen.ending is not None
    assert seen.ending.kind is kind
    assert why in seen.ending.why
    answered = [exchange.response is not None for exchange in seen.exchanges]
    assert seen.ending.number == number
    assert answered == [True] * number + [False] * (3 - number)


@pytest.mark.thorough
def test_a_bot_that_closes_stdout_has_ended(talk: Talk, protection: Protection) -> None:
    """In a namespace of its own another process holds the pipe, so that only the deadline shows it."""
    seen = talk(answering(ONE + "if number == 1: os.close(1); hang()"))
    assert seen.ending is not None
    assert seen.ending.number == 2
    expected = Kind.TIMED_OUT if protection.level is Level.ISOLATED else Kind.EXITED_EARLY
    assert seen.ending.kind is expected


@pytest.mark.thorough
def test_the_unfinished_line_is_shown(talk: Talk) -> None:
    seen = talk(answering("if number == 1:\n    say(b'OK: jal')\n    hang()\n" + ONE))
    assert seen.ending is not None
    assert seen.ending.output == b"OK: jal"


def test_responses_without_an_end_are_a_flood(talk: Talk) -> None:
    seen = talk(answering("while True: say(b'OK: a\\n' * 9999)"), (b"a",) * 1_000)
    assert seen.ending is not None
    assert seen.ending.kind is Kind.FLOOD


@pytest.mark.thorough
def test_a_bot_that_takes_too_long_in_all_is_stopped(talk: Talk) -> None:
    seen = talk(answering(ONE + "if number == 1: hang()"), deadlines=Deadlines(line=30.0, run=2.0))
    assert seen.ending is not None
    assert seen.ending.kind is Kind.TIMED_OUT
    assert seen.ending.why == "the whole run took too long"


# Computes for so many seconds, however busy the machine is.
COMPUTE = """
import time
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""


@pytest.mark.slow
def test_a_late_response_is_one_failed_request_and_the_session_goes_on(talk: Talk) -> None:
    seen = talk(answering("if number == 1: compute(1.2)\nsay(b'OK: ' + line)", COMPUTE))
    assert responses(seen) == [b"OK: a", b"OK: b", b"OK: c"]
    assert [exchange.late > 0 for exchange in seen.exchanges] == [False, True, False]
    assert 1.2 <= seen.exchanges[1].seconds == seen.slowest
    assert seen.ending is None


@pytest.mark.thorough
def test_what_is_late_again_and_again_ends_the_session(talk: Talk) -> None:
    """Of the half second by which responses may be late in all, the first takes more than half."""
    deadlines = Deadlines(start=20.0, line=1.0, slot=0.0, late=0.5)
    seen = talk(answering("if number: compute(1.3)\nsay(b'OK: ' + line)", COMPUTE), (b"a",) * 9, deadlines)
    assert seen.exchanges[1].late > 0
    assert seen.ending is not None
    assert (seen.ending.kind, seen.ending.number) == (Kind.TIMED_OUT, 2)


@pytest.mark.thorough
def test_a_request_for_many_names_has_time_for_many(talk: Talk) -> None:
    """Half as long for each slot as for the request; a bot that hangs on one of them is late by then."""
    deadlines = Deadlines(start=0.0, line=0.2, slot=0.1)
    body = "compute(0.1 * len(line.split()))\nsay(b'OK: ' + line)"
    seen = talk(answering(body, COMPUTE), (b"a", b"a b c d e f g h i j", b"c"), deadlines)
    assert seen.ending is None
    assert [exchange.late for exchange in seen.exchanges] == [0.0] * 3


@pytest.mark.thorough
def test_a_hook_that_waits_for_stdin_is_told_from_one_that_hangs(talk: Talk) -> None:
    """The loop's own words for a hook that raised when stdin ended under it; and one that took the end for a text."""
    asks = "if number == 1:\n    say(b'a prompt ')\n    sys.stdin.buffer.read()\n    say({said!r})\n" + ONE
    raised = talk(
        answering(asks.format(said=b"REFUSE: is_safe_name failed: EOFError: EOF when reading a line\n"))
    )
    assert raised.ending is not None
    assert (raised.ending.kind, raised.ending.number) == (Kind.READS_STDIN, 1)
    assert raised.ending.output.startswith(b"a prompt REFUSE: ")
    asks = asks.replace("say(b'a prompt ')", "pass")
    shrugged = talk(answering(asks.format(said=b"OK: a\n")))
    assert shrugged.ending is not None
    assert (shrugged.ending.kind, shrugged.ending.number) == (Kind.TIMED_OUT, 1)
    assert "until stdin was closed: a hook reads there" in shrugged.ending.why


@pytest.mark.thorough
def test_who_is_known_to_hang_at_a_request_is_given_a_second_for_it(talk: Talk) -> None:
    forever = Deadlines(start=1e6, line=1e6, run=1e6)
    why = "nothing came within 1 s, all that is given where the hooks hang or read stdin when they are asked alone"
    for hangs_at in (0, 1):
        program = answering(f"if number == {hangs_at}: hang()\n" + ONE)
        seen = talk(program, ASKED, forever, is_stuck=lambda number, at=hangs_at: number == at)
        assert seen.ending == Ending(Kind.TIMED_OUT, hangs_at, why)
    answered = threading.Event()
    later = talk(
        answering("if number == 1: hang()\n" + ONE),
        ASKED,
        QUICK,
        answered=answered.set,
        is_stuck=lambda number: not number and answered.is_set(),
    )
    assert later.ending == Ending(Kind.TIMED_OUT, 1, "nothing came within 2 s")


@pytest.mark.thorough
@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="there are no packets in a pipe")
def test_tiny_packets_hold_no_deadline_up() -> None:
    """At the one level at which a child may make packets of what it writes."""
    packets = "import fcntl\nfcntl.fcntl(1, fcntl.F_SETFL, os.O_WRONLY | os.O_DIRECT)\n"
    source = answering("while True: os.write(1, b'x')", packets)
    with start(Program(source.encode(), b"{}"), protection_at(Level.UNPROTECTED), Limits()) as child:
        seen = converse(child, ASKED, Deadlines(start=0.0, line=0.2, slot=0.0, late=0.2, end=0.2))
    assert seen.ending is not None
    assert seen.ending.kind is Kind.TIMED_OUT
    assert seen.ending.number == 0


@pytest.mark.thorough
def test_a_bot_that_never_reads_holds_up_no_deadline(talk: Talk) -> None:
    seen = talk(PRELUDE + "hang()", (b"a" * 4_000_000, b"b"), Deadlines(start=0.5, line=0.5))
    assert responses(seen) == [None, None]
    assert seen.ending is not None
    assert seen.ending.kind is Kind.TIMED_OUT


# After the last response: what the program does then, the kind of ending, and what came late.
AFTER = {
    "nothing": ("", None, b""),
    "a last word": ("say(b'bye\\n')", None, b"bye\n"),
    "a word without a newline": ("say(b'bye')", None, b"bye"),
    "a held back print": ("print('bye')", None, b"bye\n"),
    "an error": ("sys.exit(4)", Kind.BAD_EXIT, b""),
    "an exception": ("say(b'bye\\n'); raise ValueError", Kind.BAD_EXIT, b"bye\n"),
    "no end": ("say(b'bye\\n'); hang()", Kind.DID_NOT_END, b"bye\n"),
    "a thread without end": ("threading.Thread(target=hang).start()", Kind.DID_NOT_END, b""),
    "no end, with stdout closed": ("os.close(1); hang()", Kind.DID_NOT_END, b""),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", AFTER)
def test_the_end_is_held_to_its_promises_too(name: str, talk: Talk) -> None:
    after, kind, trailing = AFTER[name]
    seen = talk(answering(ONE, after=after))
    assert responses(seen) == [b"OK: a"] * 3
    assert seen.trailing == trailing
    assert (seen.ending and seen.ending.kind) is kind
    if seen.ending:
        assert seen.ending.number == 3


def test_a_flood_after_the_last_response_ends(talk: Talk) -> None:
    seen = talk(answering(ONE, after="while True: say(b'x' * 65536)"))
    assert seen.ending is not None
    assert (seen.ending.kind, seen.ending.number) == (Kind.FLOOD, 3)
    assert len(seen.trailing) < 2 << 20


def test_stderr_is_drained_and_its_end_kept(talk: Talk) -> None:
    noise = "say(b'e' * 1_000_000 + b'%d\\n' % number, sys.stderr.buffer)\n"
    seen = talk(answering(noise + ONE, after="say(b'last words', sys.stderr.buffer)"))
    assert responses(seen) == [b"OK: a"] * 3
    assert seen.ending is None
    assert len(seen.stderr) == STDERR_TAIL
    assert seen.stderr.endswith(b"e2\nlast words")


@pytest.mark.thorough
def test_stderr_without_end_is_no_reason_to_wait(talk: Talk) -> None:
    seen = talk(answering(ONE, after="while True: say(b'e' * 65536, sys.stderr.buffer)"))
    assert seen.ending is not None
    assert seen.ending.kind is Kind.DID_NOT_END
    assert len(seen.stderr) == STDERR_TAIL


def test_no_transcript_holds_more_than_the_cap(talk: Talk) -> None:
    """Half a megabyte behind each response is under the cap of a line, and over that of a run."""
    seen = talk(answering(ONE + "say(b'y' * 500_000 + b'\\n')"), (b"a",) * 60)
    assert seen.ending is not None
    assert seen.ending.kind is Kind.FLOOD
    kept = sum(len(exchange.response or b"") + len(exchange.extra) for exchange in seen.exchanges)
    assert kept + len(seen.ending.output) <= MAX_STDOUT
