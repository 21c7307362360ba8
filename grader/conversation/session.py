"""The conversation with a submission: in lock-step, framed on b"\\n", with its own deadlines and caps.

It holds whatever the sandbox holds: a child that is late, silent, loud or gone ends the session, never the grader.
"""

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from grader.conversation.response import Malformed, parse_response
from grader.sandbox import Child
from grader.verdict import Kind

CHUNK = 65_536
MAX_LINE = 1 << 20  # bytes; the longest honest response, 5,000 names, has a tenth of that
MAX_STDOUT = 16 << 20  # bytes in all
STDERR_TAIL = 64 << 10  # bytes kept and shown to the student; the rest is drained
MAX_STRAYS = (
    5_000  # lines before a response that are none; what Python holds back of unflushed prints has fewer
)
MAX_VAIN_WAITS = 2  # for the response behind such a line


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds of wall time. What is late ends the session, and every request after it counts as not answered."""

    start: float = 10.0  # more for the first response: importing may take its time
    line: float = 5.0  # for each response
    run: float = 120.0  # for the whole session
    end: float = 5.0  # from the end of stdin to the end of the process


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back: the response line without its newline, None when none came."""

    request: bytes
    response: bytes | None
    extra: bytes = b""  # whatever else was on stdout before the next request


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ended, when it did not end as it should."""

    kind: Kind
    number: int  # of the request at which it happened; the number of requests when it was after the last
    why: str
    output: bytes = b""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that was seen of one run."""

    exchanges: tuple[Exchange, ...]
    ending: Ending | None
    trailing: bytes  # stdout after the last response
    stderr: bytes  # its last STDERR_TAIL bytes
    slowest: float  # seconds that the slowest response took


class Closed(Exception):
    """The child's stdout has ended."""


class Flooded(Exception):
    """More came than MAX_LINE, MAX_STRAYS or MAX_STDOUT."""


class LineReader:
    """Lines of a pipe with deadlines: a thread reads, so that nothing here can block, on any platform."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.buffer = b""
        self.chunks: queue.SimpleQueue[bytes | Closed | Flooded] = queue.SimpleQueue()
        self.end: Closed | Flooded | None = None
        self.vain_waits = 0
        threading.Thread(target=self.pump, args=(pipe,), daemon=True).start()

    def pump(self, pipe: BinaryIO) -> None:
        total = 0
        with contextlib.suppress(OSError, ValueError):  # the pipe is closed under us when the child is ended
            while chunk := os.read(pipe.fileno(), CHUNK):
                total += len(chunk)
                if total > MAX_STDOUT:
                    self.chunks.put(Flooded())
                    return
                self.chunks.put(chunk)
        self.chunks.put(Closed())

    def receive(self, timeout: float) -> bool:
        """Wait for more bytes; False when none came in time. Raises Closed at the end, Flooded above the caps."""
        if self.end is None:
            try:
                chunk = self.chunks.get(timeout=timeout) if timeout > 0 else self.chunks.get_nowait()
            except queue.Empty:
                return False
            if isinstance(chunk, bytes):
                self.buffer += chunk
                if len(self.buffer) > MAX_LINE:
                    raise Flooded
                return True
            self.end = chunk
        raise self.end

    def line(self, deadline: float) -> bytes | None:
        """The next line without its newline; None when none was whole by `deadline` (time.monotonic seconds)."""
        while b"\n" not in self.buffer:
            if not self.receive(deadline - time.monotonic()):
                return None
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line

    def response(self, deadline: float, patience: float) -> tuple[bytes, bytes] | None:
        """A response line, and what else was on stdout; None when no line was whole by `deadline`. Raises Flooded.

        What is malformed is most likely a stray print, with the response behind it: to take the one for the other would
        set all later responses off by one. So each such line is given `patience` seconds for another.
        """
        line = self.line(deadline)
        strays: list[bytes] = []
        while line is not None and self.is_stray(line) and time.monotonic() < deadline:
            try:
                later = self.line(min(deadline, time.monotonic() + patience))
            except Closed:  # and closed it will be at the next request
                break
            if later is None:
                self.vain_waits += 1
                break
            strays.append(line + b"\n")
            if len(strays) > MAX_STRAYS:
                raise Flooded
            line = later
        return None if line is None else (line, b"".join(strays) + self.leftover())

    def is_stray(self, line: bytes) -> bool:
        return self.vain_waits < MAX_VAIN_WAITS and isinstance(parse_response(line), Malformed)

    def leftover(self) -> bytes:
        """What has come and was not asked for. Raises Flooded."""
        with contextlib.suppress(Closed):
            while self.receive(0):
                pass
        rest, self.buffer = self.buffer, b""
        return rest


class Writer:
    """Requests go out from a thread of their own: a child that does not read must not hold up the deadlines."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.pipe = pipe
        self.requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.pump, daemon=True)
        self.thread.start()

    def pump(self) -> None:
        with contextlib.suppress(
            OSError, ValueError
        ):  # the child does not read any more: its stdout tells the story
            while (request := self.requests.get()) is not None:
                view = memoryview(request)
                while view:
                    view = view[self.pipe.write(view) :]
        with contextlib.suppress(OSError):
            self.pipe.close()

    def send(self, request: bytes) -> None:
        self.requests.put(request + b"\n")

    def close(self) -> None:
        self.requests.put(None)


class Tail:
    """Drains stderr and keeps its end."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.kept = bytearray()
        self.thread = threading.Thread(target=self.pump, args=(pipe,), daemon=True)
        self.thread.start()

    def pump(self, pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), CHUNK):
                self.kept += chunk
                del self.kept[:-STDERR_TAIL]


def converse(
    child: Child,
    requests: Sequence[bytes],
    deadlines: Deadlines,
    answered: Callable[[], None] = lambda: None,
) -> Transcript:
    """Send each request, wait for its response, and end the child. `answered` is called after each response."""
    reader, writer, tail = LineReader(child.stdout), Writer(child.stdin), Tail(child.stderr)
    exchanges: list[Exchange] = []
    started = time.monotonic()
    slowest = 0.0
    ending: Ending | None = None
    trailing = b""
    try:
        for number, request in enumerate(requests):
            sent = time.monotonic()
            deadline = min(
                sent + deadlines.line + (deadlines.start if number == 0 else 0), started + deadlines.run
            )
            writer.send(request)
            try:
                received = reader.response(deadline, deadlines.line)
                if received is None:
                    ending = late(
                        number, reader.leftover(), deadline - sent, deadline == started + deadlines.run
                    )
                    break
            except Flooded:
                ending = Ending(
                    Kind.FLOOD,
                    number,
                    f"more than {MAX_LINE >> 20} MiB or {MAX_STRAYS:,} lines, or {MAX_STDOUT >> 20} MiB in all",
                    reader.buffer[:200],
                )
                break
            except Closed:
                ending = gone(number, child, reader.buffer)
                break
            slowest = max(slowest, time.monotonic() - sent)
            exchanges.append(Exchange(request, *received))
            answered()
        writer.close()
        if ending is None:
            ending, trailing = finish(child, reader, len(requests), deadlines.end)
    finally:
        child.end()
    tail.thread.join(timeout=1.0)
    exchanges += [Exchange(request, None) for request in requests[len(exchanges) :]]
    return Transcript(tuple(exchanges), ending, trailing, bytes(tail.kept), slowest)


def late(number: int, partial: bytes, seconds: float, run_is_over: bool) -> Ending:
    """What to say when no line was whole in time."""
    if run_is_over:
        return Ending(Kind.TIMED_OUT, number, "the whole run took too long", partial)
    if not partial:
        return Ending(Kind.TIMED_OUT, number, f"nothing came within {seconds:.0f} s", partial)
    why = f"{len(partial)} bytes came within {seconds:.0f} s, but no newline: end each response with one, and flush"
    return Ending(Kind.TIMED_OUT, number, why, partial)


def gone(number: int, child: Child, partial: bytes) -> Ending:
    """What to say of a child whose stdout ended before its requests did."""
    exit_ = child.wait(1.0)
    if exit_ is None:
        return Ending(Kind.EXITED_EARLY, number, "stdout was closed, though the process went on", partial)
    kind = Kind.EXITED_EARLY if exit_.code == 0 else Kind.CRASHED
    unfinished = " in the middle of a line" if partial else ""
    return Ending(kind, number, f"the process ended{unfinished} ({exit_})", partial)


def finish(child: Child, reader: LineReader, number: int, seconds: float) -> tuple[Ending | None, bytes]:
    """Wait for the end of stdout, then of the process; whatever still comes is the trailing output."""
    deadline = time.monotonic() + seconds
    try:
        while reader.receive(deadline - time.monotonic()):
            pass
    except Flooded:
        return Ending(Kind.FLOOD, number, "output without an end after the last response"), reader.buffer
    except Closed:
        exit_ = child.wait(max(0.0, deadline - time.monotonic()))
        if exit_ is not None and exit_.code == 0:
            return None, reader.buffer
        if exit_ is not None:
            return Ending(Kind.BAD_EXIT, number, f"the process ended ({exit_})"), reader.buffer
    return Ending(
        Kind.DID_NOT_END, number, f"it still ran {seconds:.0f} s after the end of its input"
    ), reader.buffer
