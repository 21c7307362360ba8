"""Calls of a submission's two hooks, made in the sandbox: one JSON line out for a question, one in for its answer.

Questions go out in batches, so that they do not wait for each other's way. Nothing fails open: a question without a
well-formed answer in time has failed, and so have all after it.
"""

import enum
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

import msgspec

from grader.conversation.session import Closed, Deadlines, Flooded, LineReader, Tail, Writer
from grader.sandbox import Child

Hook = Literal["is_safe_request", "is_safe_name"]
BATCH = 2_000  # questions on their way at once: their answers stay far below what a session may hold back


class Says(enum.Enum):
    """What the frozen loop would take an answer for."""

    SAFE = "safe"  # True of is_safe_name, None of is_safe_request
    UNSAFE = "unsafe"  # False of is_safe_name, a string of is_safe_request
    NEITHER = "neither"  # it raised or returned something else, and the loop fails closed
    NOTHING = "nothing"  # no answer came


@dataclass(frozen=True, slots=True)
class Question:
    """One call: the hook and its one argument, a JSON value or bytes."""

    hook: Hook
    argument: object

    def line(self) -> bytes:
        """The line for the host; JSON has no bytes, so they go as {"bytes": text}."""
        argument = {"bytes": self.argument.decode()} if isinstance(self.argument, bytes) else self.argument
        return json.dumps({"hook": self.hook, "argument": argument}).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question, and in words: "returned True", "raised TypeError: ..."."""

    says: Says
    words: str


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the host (grader/sandbox/inside/serve_hooks.py): what came of a call, or of many."""

    ready: bool = False
    returned: bool | int | float | str | None = None
    type: str = ""
    raised: str = ""
    verdicts: str = ""  # of many calls, a letter each


VERDICTS = {"s": Says.SAFE, "u": Says.UNSAFE, "n": Says.NEITHER}


class HookHost:
    """A host process that answers questions until it breaks. Use it as a context manager: leaving ends the child."""

    def __init__(self, child: Child, deadlines: Deadlines) -> None:
        self._child = child
        self._deadlines = deadlines
        self._ends = time.monotonic() + deadlines.run
        self._reader, self._writer = LineReader(child.stdout), Writer(child.stdin)
        self._tail = Tail(child.stderr)
        self.broken = ""
        """Why it answers no more; empty while it does."""
        first = self._receive(deadlines.start + deadlines.line)
        if not self.broken and not first.ready:
            self.broken = f"the file could not be loaded ({first.raised})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._child.__exit__(kind, error, trace)

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions."""
        answers: list[Answer] = []
        for start in range(0, len(questions), BATCH):
            batch = questions[start : start + BATCH]
            self._writer.send(b"\n".join(question.line() for question in batch))
            answers += [self._answer(question.hook) for question in batch]
        return answers

    def ask_names(self, names: Iterable[str]) -> dict[str, Answer]:
        """What is_safe_name says of each name, asked once each."""
        once = list(dict.fromkeys(names))
        return dict(zip(once, self.ask([Question("is_safe_name", name) for name in once]), strict=True))

    def ask_all(self, hook: Hook, arguments: Sequence[object]) -> list[Says]:
        """What comes of many calls, as one question: a tenth of the time, and the answers without their words."""
        if not self.broken:
            self._writer.send(msgspec.json.encode({"hook": hook, "arguments": arguments}))
            letters = self._receive(self._deadlines.line).verdicts
            if len(letters) == len(arguments) and set(letters) <= VERDICTS.keys():
                return [VERDICTS[letter] for letter in letters]
            self.broken = self.broken or "it wrote something else than an answer"
        return [Says.NOTHING] * len(arguments)

    def _answer(self, hook: Hook) -> Answer:
        if self.broken:
            return Answer(Says.NOTHING, f"was not asked: {self.broken}")
        line = self._receive(self._deadlines.line)
        if self.broken:
            return Answer(Says.NOTHING, f"did not answer: {self.broken}")
        if line.raised:
            return Answer(Says.NEITHER, f"raised {line.raised}")
        says = Says.NEITHER
        if hook == "is_safe_name" and line.type == "bool":
            says = Says.SAFE if line.returned is True else Says.UNSAFE
        elif hook == "is_safe_request" and line.type in ("NoneType", "str"):
            says = Says.SAFE if line.type == "NoneType" else Says.UNSAFE
        return Answer(says, f"returned {line.returned!r} ({line.type})"[:200])

    def _receive(self, seconds: float) -> _Line:
        """The next line; an empty one, and the reason in `broken`, when it does not come or is none."""
        try:
            line = self._reader.line(min(time.monotonic() + seconds, self._ends))
            if line is not None:
                return msgspec.json.decode(line, type=_Line)
            self.broken = f"nothing came within {seconds:.0f} s"
        except Closed:
            exit_ = self._child.wait(1.0)
            self.broken = f"the process ended ({exit_ or 'its stdout was closed'})"
        except Flooded:
            self.broken = "it wrote much more than answers"
        except msgspec.DecodeError:
            self.broken = "it wrote something else than an answer"
        return _Line()
