"""Calls of a submission's two hooks, made in the sandbox: one JSON line out for a question, one in for its answer.

Questions go out in batches, so that they do not wait for each other's way. Nothing fails open: a question without a
well-formed answer in time has failed, and so have all after it. What a slow guard leaves no time for is not asked.
"""

import enum
import json
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Literal, Self

import msgspec

from grader.conversation.deadlines import (
    Deadline,
    Deadlines,
    Left,
    Stopwatch,
    first_of,
    from_the_first_look,
    unless,
)
from grader.conversation.pipes import Closed, Flooded, LineReader, Tail, Writer
from grader.sandbox import Child

Hook = Literal["is_safe_request", "is_safe_name"]
Call = tuple[Hook, object]
# Questions on their way at once: as many as are answered within BATCH_SECONDS.
MAX_BATCH, BATCH_SECONDS = 100, 0.25
# Calls of one question; a letter each comes back.
MAX_CALLS = 250
# Bytes; the host cuts its texts, so that a batch of its longest answers is no flood.
MAX_ANSWER = 8 << 10
# Bytes of a line by which its answer is known again: that of an honest host is no longer.
KEPT_LINE = 512
# Characters of what is said of an answer.
MAX_WORDS = 200
TOO_MUCH, NO_ANSWER = "it wrote much more than answers", "it wrote something else than an answer"
TOO_LATE = "nothing came in time"
# As serve_hooks.py has it.
READS_STDIN = "a hook reads stdin, and only the loop may"


class Says(enum.Enum):
    """What the frozen loop would take an answer for."""

    SAFE = "safe"  # True of is_safe_name, None of is_safe_request
    UNSAFE = "unsafe"  # False of is_safe_name, a string of is_safe_request
    NEITHER = "neither"  # it raised or returned something else, and the loop fails closed
    NOTHING = "nothing"  # no answer came

    __hash__ = object.__hash__  # Enum's own takes the name's, by two calls: too long for 100,000 answers


class Question(msgspec.Struct, frozen=True):
    """One call: the hook and its one argument, a JSON value or bytes."""

    hook: Hook
    argument: object

    def line(self) -> bytes:
        """The line for the host; JSON has no bytes, so they go as {"bytes": text}."""
        argument = {"bytes": self.argument.decode()} if isinstance(self.argument, bytes) else self.argument
        return json.dumps({"hook": self.hook, "argument": argument}).encode() + b"\n"


class Answer(msgspec.Struct, frozen=True):
    """What came of a question, and in words: "returned True", "raised TypeError: ..."."""

    says: Says
    words: str
    # False where there was no time to ask: nothing is known then, and nobody is to blame.
    asked: bool = True

    @property
    def tells_of_stdin(self) -> bool:
        """Whether the submission reads stdin: its host stops that at once, and the bot would wait."""
        return self.says in (Says.NEITHER, Says.NOTHING) and READS_STDIN in self.words


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the host (grader/sandbox/inside/serve_hooks.py): ready, or what came of a call, or of many."""

    ready: bool = False
    returned: bool | str | msgspec.UnsetType | None = msgspec.UNSET
    other: str = ""
    type: str = ""
    raised: str = ""
    verdicts: str = ""  # of many calls, a letter each


VERDICTS = {"s": Says.SAFE, "u": Says.UNSAFE, "n": Says.NEITHER}


class _Broken(Exception):
    """The host answers no more; the message says why."""


class HookHost:
    """A host process that answers questions until it breaks. Use it as a context manager: leaving ends the child."""

    def __init__(
        self, child: Child, deadlines: Deadlines, is_hopeless: Callable[[], bool] = lambda: False
    ) -> None:
        """Wait until it is loaded, unless it is known that the same code does not come so far."""
        self._child = child
        self._deadlines = deadlines
        self._reader, self._writer = LineReader(child.stdout), Writer(child.stdin)
        self._tail = Tail(child.stderr)
        # Equal lines make one answer: a submission decides what it says, and not how much of it is kept.
        self._known: dict[tuple[Hook, bytes], Answer] = {}
        self.broken = ""
        """Why it answers no more; empty while it does."""
        self.incomplete = ""
        """Why not every question has an answer; empty while each has."""
        self.calls = 0
        self.seconds = 0.0
        """Of the child's CPU time for all calls so far; of the clock where the system does not tell."""
        try:
            self._load(unless(is_hopeless, Deadline(child, deadlines.start + deadlines.line).left))
        except _Broken as broken:
            self._give_up(broken)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._child.__exit__(kind, error, trace)

    @property
    def is_stuck(self) -> bool:
        """Whether it was ended because an answer did not come in time."""
        return self.broken == TOO_LATE

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions.

        When `Deadlines.questions` seconds are over, or `Deadlines.host` since the first question, the rest is not
        asked: `Answer.asked` is False.
        """
        answers: list[Answer] = []

        def exchange(size: int, until: Left) -> int:
            batch = questions[len(answers) : len(answers) + size]
            self._writer.send(b"".join(question.line() for question in batch))
            for question in batch:
                answers.append(self._answer(question.hook, until))
                self.calls += 1
            return len(answers)

        over = self._in_batches(len(questions), MAX_BATCH, exchange)
        words = f"did not answer: {self.broken}" if self.broken else f"was not asked: {over}"
        missing = Answer(Says.NOTHING, words, asked=bool(self.broken))
        return answers + [missing] * (len(questions) - len(answers))

    def ask_all(self, hook: Hook, arguments: Sequence[object], seconds: float | None = None) -> list[Says]:
        """What comes of many calls of one hook; see `decide`."""
        return self.decide([(hook, argument) for argument in arguments], seconds)

    def decide(self, calls: Sequence[Call], seconds: float | None = None) -> list[Says]:
        """What comes of many calls, many to a question: a tenth of the time of `ask`, and no words.

        NOTHING for what `ask` would have no answer to, for the same reasons; `seconds` stands for
        `Deadlines.questions`.
        """
        answers: list[Says] = []

        def exchange(size: int, until: Left) -> int:
            batch = calls[len(answers) : len(answers) + size]
            self._writer.send(msgspec.json.encode({"calls": batch}) + b"\n")
            own = from_the_first_look(lambda: Deadline(self._child, self._deadlines.line))
            letters = self._decode(self._receive(first_of(own, until))).verdicts
            if len(letters) != len(batch) or not letters or set(letters) - VERDICTS.keys():
                raise _Broken(NO_ANSWER)
            answers.extend(map(VERDICTS.__getitem__, letters))
            self.calls += len(batch)
            return len(answers)

        self._in_batches(len(calls), MAX_CALLS, exchange, seconds)
        return answers + [Says.NOTHING] * (len(calls) - len(answers))

    def _in_batches(
        self, count: int, most: int, exchange: Callable[[int, Left], int], seconds: float | None = None
    ) -> str:
        """Exchange batches of up to `most` until `count` are done, or the time is over. Why not all were, or ""."""
        allowed = self._deadlines.questions if seconds is None else seconds
        in_all = max(self._deadlines.host, self._deadlines.questions)
        allowed = min(allowed, in_all - self.seconds)
        budget = Deadline(self._child, allowed)
        # Whatever is on its way when the time is over may still come.
        until = Deadline(self._child, allowed + self._deadlines.line)
        done, size = 0, 1
        try:
            if self.broken:
                raise _Broken(self.broken)
            while done < count and budget.left() > 0:
                watch = Stopwatch(self._child)
                done = exchange(size, until.left)
                took = watch.computed()
                self.seconds += took
                size = min(most, 2 * size) if took < BATCH_SECONDS / 2 else max(1, size // 2)
        except _Broken as broken:
            self._give_up(broken)
        if done == count:
            return ""
        over = f"the questions before took {allowed:.0f} s"
        self.incomplete = self.broken or over
        return over

    def _give_up(self, broken: _Broken) -> None:
        """Ask no more, and let what may be a loop without an end take no more time from the others."""
        self.broken = str(broken)
        self._child.end()

    def ask_names(self, names: Iterable[str]) -> dict[str, Answer]:
        """What is_safe_name says of each name, asked once each."""
        once = list(dict.fromkeys(names))
        return dict(zip(once, self.ask([Question("is_safe_name", name) for name in once]), strict=True))

    def _load(self, left: Left) -> None:
        first = self._decode(self._receive(left))
        if not first.ready:
            raise _Broken(f"the file could not be loaded ({first.raised[:MAX_WORDS]})")

    def _answer(self, hook: Hook, until: Left) -> Answer:
        own = from_the_first_look(lambda: Deadline(self._child, self._deadlines.line))
        line = self._receive(first_of(own, until))
        answer = self._known.get((hook, line))
        if answer is None:
            answer = _understood(hook, self._decode(line))
            if len(line) <= KEPT_LINE:
                self._known[hook, line] = answer
        return answer

    def _receive(self, left: Left) -> bytes:
        try:
            line = self._reader.line(left)
        except Closed:
            exit_ = self._child.wait(1.0)
            raise _Broken(f"the process ended ({exit_ or 'its stdout was closed'})") from None
        except Flooded:
            raise _Broken(TOO_MUCH) from None
        if line is None:
            raise _Broken(TOO_LATE)
        if len(line) > MAX_ANSWER:
            raise _Broken(TOO_MUCH)
        return line

    @staticmethod
    def _decode(line: bytes) -> _Line:
        try:
            return msgspec.json.decode(line, type=_Line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            raise _Broken(NO_ANSWER) from None


def _understood(hook: Hook, line: _Line) -> Answer:
    """What the frozen loop would make of it. Raises _Broken for what is no answer."""
    if line.raised:
        return Answer(Says.NEITHER, f"raised {line.raised}"[:MAX_WORDS])
    if line.other:
        return Answer(Says.NEITHER, f"returned {line.other} ({line.type})"[:MAX_WORDS])
    value = line.returned
    if value is msgspec.UNSET:
        raise _Broken(NO_ANSWER)
    safe, unsafe = (value is True, value is False)
    if hook == "is_safe_request":
        safe, unsafe = (value is None, isinstance(value, str))
    says = Says.SAFE if safe else Says.UNSAFE if unsafe else Says.NEITHER
    return Answer(says, f"returned {value!r} ({line.type})"[:MAX_WORDS])
