"""The conversation with a submission: in lock-step, framed on b"\\n", with its own deadlines and caps.

It holds whatever the sandbox holds: a child that is silent, loud or gone ends the session, never the grader. One that
is late has failed the request that it was late for, and goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from grader.conversation.deadlines import Deadline, Deadlines, Left, Pace, first_of, unless
from grader.conversation.pipes import MAX_LINE, MAX_STDOUT, Closed, Flooded, LineReader, Tail, Writer
from grader.conversation.response import Malformed, parse_response
from grader.sandbox import Child, Exit
from grader.verdict import Kind

# Lines before a response that are none; what Python holds back of unflushed prints has fewer.
MAX_STRAYS = 5_000
# For the response behind such a line.
MAX_VAIN_WAITS = 2
# Seconds for a response where the same code is known to hang: it may do something else than hang, such as flood.
A_TRY = 1.0
# Seconds for what is due at once, and comes from a process that has ended or waits.
AT_ONCE = 0.5


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back: the response line without its newline, None when none came."""

    request: bytes
    response: bytes | None
    # Whatever else was on stdout before the next request.
    extra: bytes = b""
    # Seconds by which the response missed its deadline; 0 for one in time.
    late: float = 0.0
    # Seconds of the child's CPU time that it took; of the clock where the system does not tell. A dataclass can leave
    # them out where two exchanges are compared.
    seconds: float = field(default=0.0, compare=False)


class Ending(msgspec.Struct, frozen=True):
    """How a session ended, when it did not end as it should."""

    kind: Kind
    # Of the request at which it happened; the number of requests when it was after the last.
    number: int
    why: str
    output: bytes = b""


class Transcript(msgspec.Struct, frozen=True):
    """Everything that was seen of one run."""

    exchanges: tuple[Exchange, ...]
    ending: Ending | None
    # stdout after the last response
    trailing: bytes
    # its last STDERR_TAIL bytes
    stderr: bytes

    @property
    def slowest(self) -> float:
        """Seconds that the slowest response took, as `Exchange.seconds`."""
        return max((exchange.seconds for exchange in self.exchanges), default=0.0)


def converse(
    child: Child,
    requests: Sequence[bytes],
    deadlines: Deadlines,
    answered: Callable[[], None] = lambda: None,
    is_stuck: Callable[[int], bool] = lambda _number: False,
) -> Transcript:
    """Send each request, wait for its response, and end the child. `answered` is called after each response.

    Where `is_stuck` says that the same code is known to hang at the request of that number, it is given A_TRY.
    """
    tail, session = Tail(child.stderr), _Session(child, deadlines, is_stuck)
    exchanges: list[Exchange] = []
    ending, trailing = None, b""
    try:
        for request in requests:
            exchanges.append(session.ask(request))
            answered()
        trailing = session.finish()
    except _Over as over:
        ending, trailing = over.ending, over.trailing
    finally:
        session.writer.close()
        child.end()
    tail.thread.join(timeout=1.0)
    exchanges += [Exchange(request, None) for request in requests[len(exchanges) :]]
    return Transcript(tuple(exchanges), ending, trailing, bytes(tail.kept))


class _Over(Exception):
    """The session has ended before its time."""

    def __init__(self, ending: Ending, trailing: bytes = b"") -> None:
        super().__init__(ending.why)
        self.ending = ending
        self.trailing = trailing


class _Session:
    """One run of a child, up to its end or to what ends it before. Every method raises _Over."""

    def __init__(self, child: Child, deadlines: Deadlines, is_stuck: Callable[[int], bool]) -> None:
        self.child = child
        self.deadlines = deadlines
        self.is_stuck = is_stuck
        self.reader, self.writer = LineReader(child.stdout), Writer(child.stdin)
        self.run = Deadline(child, deadlines.run)
        self.pace = Pace(deadlines.slot)
        self.number = 0
        self.may_be_late = deadlines.late
        self.vain_waits = 0

    def ask(self, request: bytes) -> Exchange:
        slots = max(1, len(request.split()))
        seconds = self.deadlines.line + self.pace.seconds_for(slots)
        if self.number == 0:
            seconds += self.deadlines.start
        longest = Deadline(self.child, seconds + min(self.deadlines.line, self.may_be_late))
        self.writer.send(request + b"\n")
        try:
            left = first_of(longest.left, self.run.left)
            received = self.response(unless(lambda: self.was_tried(longest), left))
        except Flooded:
            most = f"more than {MAX_LINE >> 20} MiB or {MAX_STRAYS:,} lines, or {MAX_STDOUT >> 20} MiB in all"
            raise self.over(Kind.FLOOD, most, bytes(self.reader.buffer[:200])) from None
        except Closed:
            raise self.gone() from None
        if received is None:
            raise self.stuck(longest)
        response, extra = received
        late = max(0.0, longest.watch.counted(seconds) - seconds)
        exchange = Exchange(request, response, extra, late, longest.watch.computed())
        self.may_be_late = max(0.0, self.may_be_late - late)
        if self.number and response.startswith(b"OK: "):
            self.pace.note(slots, exchange.seconds)
        self.number += 1
        return exchange

    def was_tried(self, deadline: Deadline) -> bool:
        """Whether it has had A_TRY, where nothing more is to be hoped for."""
        return self.is_stuck(self.number) and deadline.watch.counted(A_TRY) >= A_TRY

    def response(self, left: Left) -> tuple[bytes, bytes] | None:
        """A response line, and what else was on stdout; None when no line was whole in time. Raises Flooded, Closed.

        What is malformed is most likely a stray print, with the response behind it: to take the one for the other would
        set all later responses off by one. So each such line is given some time for another.
        """
        line = self.reader.line(left)
        strays: list[bytes] = []
        while line is not None and self.is_stray(line) and left() > 0:
            another = Deadline(self.child, self.deadlines.line / 2)
            try:
                later = self.reader.line(first_of(left, another.left))
            except Closed:  # and closed it will be at the next request
                break
            if later is None:
                self.vain_waits += 1
                break
            strays.append(line + b"\n")
            if len(strays) > MAX_STRAYS:
                raise Flooded
            line = later
        return None if line is None else (line, b"".join(strays) + self.reader.leftover())

    def is_stray(self, line: bytes) -> bool:
        return self.vain_waits < MAX_VAIN_WAITS and isinstance(parse_response(line), Malformed)

    def finish(self) -> bytes:
        """Wait for the end of stdout, then of the process; whatever still comes is the trailing output."""
        self.writer.close()
        end = Deadline(self.child, self.deadlines.end)
        kind, why = Kind.DID_NOT_END, f"it still ran {end.seconds:g} s after the end of its input"
        try:
            while self.reader.receive(end.left) and end.left() > 0:
                pass
        except Flooded:
            kind, why = Kind.FLOOD, "output without an end after the last response"
        except Closed:
            exit_ = self.exit(end.left)
            if exit_ is not None and exit_.code == 0:
                return bytes(self.reader.buffer)
            if exit_ is not None:
                kind, why = Kind.BAD_EXIT, f"the process ended ({exit_})"
        raise self.over(kind, why, trailing=bytes(self.reader.buffer))

    def stuck(self, deadline: Deadline) -> _Over:
        """No line was whole in time: say what there was instead."""
        partial = self.reader.leftover()
        if self.run.left() <= 0:
            return self.over(Kind.TIMED_OUT, "the whole run took too long", partial)
        is_known = self.is_stuck(self.number)
        within = f"within {A_TRY if is_known else deadline.seconds:.0f} s"
        last = self.last_words()
        if b" failed: EOFError" in last:
            why = f"no response came {within}, while a hook waited for stdin"
            return self.over(Kind.READS_STDIN, why, partial + last)
        if is_known:
            within += ", all that is given where the hooks hang or read stdin when they are asked alone"
        if partial:
            why = f"{len(partial)} bytes came {within}, but no newline: end each response with one, and flush"
        elif last:
            why = f"nothing came {within}, until stdin was closed: a hook reads there, or does not flush"
        else:
            why = f"nothing came {within}"
        return self.over(Kind.TIMED_OUT, why, partial or last)

    def last_words(self) -> bytes:
        """The line that it answers when its stdin ends: none, unless that is what it waits for."""
        self.writer.close()
        try:
            return self.reader.line(Deadline(self.child, AT_ONCE).left) or b""
        except (Closed, Flooded):
            return b""

    def gone(self) -> _Over:
        """stdout ended before the requests did."""
        partial = bytes(self.reader.buffer)
        exit_ = self.exit(Deadline(self.child, AT_ONCE).left)
        if exit_ is None:
            return self.over(Kind.EXITED_EARLY, "stdout was closed, though the process went on", partial)
        kind = Kind.EXITED_EARLY if exit_.code == 0 else Kind.CRASHED
        unfinished = " in the middle of a line" if partial else ""
        return self.over(kind, f"the process ended{unfinished} ({exit_})", partial)

    def exit(self, left: Left) -> Exit | None:
        """How the process ended, when it does in time."""
        while (exit_ := self.child.wait(max(0.0, left()))) is None and left() > 0:
            pass
        return exit_

    def over(self, kind: Kind, why: str, output: bytes = b"", trailing: bytes = b"") -> _Over:
        return _Over(Ending(kind, self.number, why, output), trailing)
