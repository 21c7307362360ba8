"""Whatever a submission writes, whenever it writes it: a finding at most, never an exception, a deadlock or a flood."""

import os
import threading
from io import FileIO
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.conversation.deadlines import Deadlines
from grader.conversation.pipes import MAX_LINE, STDERR_TAIL
from grader.conversation.response import Malformed, Named, Refused, parse_response
from grader.conversation.session import Exchange, Transcript, converse
from grader.grading.bench import Bench
from grader.judging.judge import judge_one, judge_run
from grader.judging.replay import over_blocked, replay
from grader.probes.probe import label_line
from grader.report.examples import examples
from grader.report.text import escaped, printable
from grader.sandbox import Child, Exit
from policies import load

pytestmark = pytest.mark.slow

FRUIT = load()
# Short, for scripts often wait for what never comes; whichever side is late, the promises below are the same.
DEADLINES = Deadlines(start=0.004, line=0.004, run=30.0, end=0.01)
PATIENT = Deadlines(start=10.0, line=10.0, run=30.0, end=10.0)
LETTERS = st.text("abcxyz", max_size=17).map(str.encode)
ALMOST = st.one_of(
    st.binary(max_size=60),
    st.lists(LETTERS, max_size=5).map(lambda names: b"OK: " + b", ".join(names)),
    st.binary(max_size=40).map(lambda reason: b"REFUSE: " + reason),
    st.text(max_size=30).map(lambda reason: b"REFUSE: " + reason.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [b"OK:", b"OK: ", b"OK: a,b", b"ok: a", b"REFUSE:", b"REFUSE: ", b"\r", b"OK: a\r", b"\x1b[2J"]
    ),
)


@pytest.mark.thorough
@settings(max_examples=3_000)
@given(ALMOST)
def test_any_line_is_names_a_refusal_or_malformed_with_a_printable_reason(line: bytes) -> None:
    response = parse_response(line)
    if isinstance(response, Named):
        assert line == b"OK: " + ", ".join(response.names).encode()
    elif isinstance(response, Refused):
        assert line == b"REFUSE: " + response.reason.encode()
        assert response.reason.isprintable() or printable(response.reason) != response.reason
    else:
        assert isinstance(response, Malformed)
        assert response.why.isprintable()
    assert escaped(line).isprintable()


REQUESTS = (b"a", b"ma li", b"", b"!!!", b"appl")


@pytest.mark.thorough
@settings(max_examples=400)
@given(number=st.integers(0, len(REQUESTS) - 1), response=st.none() | ALMOST, extra=st.binary(max_size=20))
def test_any_answer_can_be_judged_replayed_and_shown(
    bench: Bench, number: int, response: bytes | None, extra: bytes
) -> None:
    probe = label_line(REQUESTS[number], "common", bench.world, bench.frozen)
    exchange = Exchange(probe.request, response, extra)
    judged = judge_one(number, probe, exchange, "seed", bench.frozen, bench.matcher)
    replayed = replay((judged,), "seed", bench.frozen, bench.engine)
    findings = [*judged.findings, *replayed.findings]
    if number == 0:
        findings += over_blocked(replayed, (judged,), bench.matcher)
    for example in examples(findings, FRUIT):
        assert all(
            text is None or text.isprintable() for text in (example.why, example.request, example.response)
        )
    assert response is None or judged.response is not None


class Script:
    """Stands in for a child: writes each piece of its script when a request has come, or at once, and then ends."""

    def __init__(self, pieces: list[tuple[bool, bytes]], errors: bytes, code: int) -> None:
        (requests, stdin), (stdout, responses), (stderr, complaints) = os.pipe(), os.pipe(), os.pipe()
        self.stdin, self.stdout, self.stderr = FileIO(stdin, "w"), FileIO(stdout), FileIO(stderr)
        self.exit = Exit(code, None)
        arguments = (FileIO(requests), FileIO(responses, "w"), FileIO(complaints, "w"), pieces, errors)
        self.thread = threading.Thread(target=self.act, args=arguments)
        self.thread.start()

    @staticmethod
    def act(
        requests: FileIO,
        responses: FileIO,
        complaints: FileIO,
        pieces: list[tuple[bool, bytes]],
        errors: bytes,
    ) -> None:
        with requests, responses, complaints:
            complaints.write(errors)
            for waits, piece in pieces:
                if waits and not requests.readline():
                    return
                responses.write(piece)

    def cpu_seconds(self) -> None:
        """Nobody knows of a thread."""

    def starved_seconds(self) -> float:
        return 0.0

    def wait(self, _timeout: float) -> Exit:
        return self.exit

    def end(self) -> Exit:
        return self.exit

    def close(self) -> None:
        self.thread.join()
        self.stdout.close()
        self.stderr.close()


PIECES = st.lists(
    st.tuples(st.booleans(), st.one_of(ALMOST.map(lambda line: line + b"\n"), ALMOST, st.just(b"\n" * 500))),
    max_size=8,
)


@pytest.mark.thorough
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
@settings(max_examples=500)
@given(PIECES, st.binary(max_size=30), st.sampled_from([0, 1, 2]))
def test_any_interleaving_of_any_bytes_ends_as_a_transcript(
    pieces: list[tuple[bool, bytes]], errors: bytes, code: int
) -> None:
    script = Script(pieces, errors, code)
    try:
        transcript = converse(cast(Child, script), REQUESTS, DEADLINES)
    finally:
        script.close()
    assert [exchange.request for exchange in transcript.exchanges] == list(REQUESTS)
    assert unanswered_come_last(transcript)
    assert transcript.stderr == errors
    written = sum(len(piece) for _, piece in pieces)
    assert kept(transcript) <= written <= MAX_LINE
    if any(exchange.response is None for exchange in transcript.exchanges):
        assert transcript.ending is not None
    for example in examples(judge_run(transcript), FRUIT):
        assert example.why.isprintable()


def unanswered_come_last(transcript: Transcript) -> bool:
    answered = [exchange.response is not None for exchange in transcript.exchanges]
    return answered == sorted(answered, reverse=True)


def kept(transcript: Transcript) -> int:
    """Bytes of stdout that a transcript holds."""
    exchanged = sum(len(e.response or b"") + len(e.extra) for e in transcript.exchanges)
    ending = 0 if transcript.ending is None else len(transcript.ending.output)
    return exchanged + len(transcript.trailing) + ending


def test_stderr_is_kept_to_its_end() -> None:
    script = Script([(True, b"OK: a\n")], b"x" * STDERR_TAIL, 0)
    try:
        assert len(converse(cast(Child, script), REQUESTS[:1], PATIENT).stderr) == STDERR_TAIL
    finally:
        script.close()
