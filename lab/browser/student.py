"""The bot in the editor: checked as the grader checks it, loaded, and asked."""

import sys
import traceback
import types
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.errors import Rejected
from grader.report.wording import wording
from grader.submission.examine import examine
from grader.submission.pristine import pristine_bot
from grader.verdict import Kind
from lab.browser import house, pulse
from lab.browser.output import Output, captured

MODULE = "student_bot"  # not `bot`, which is the package of the shipped one
FILE = "bot.py"  # as tracebacks and the grader call it


class Problem(msgspec.Struct, frozen=True):
    """Why the grader would reject the file."""

    title: str
    why: str
    hint: str
    diff: str = ""
    line: int = 0  # from 1; 0 where it is the file as a whole


class Loaded(msgspec.Struct, frozen=True):
    """What came of a file. It can be asked where `error` is empty; `problems` are what the grader says of it."""

    error: str
    error_line: int  # from 1; 0 where it is none of the file's
    problems: tuple[Problem, ...]
    stdout: str
    stderr: str
    flood: bool


@dataclass
class Student:
    """A bot that was loaded, and what it prints."""

    module: types.ModuleType
    stdout: Output = field(default_factory=Output)
    stderr: Output = field(default_factory=Output)

    def answer(self, request: bytes, number: int, seed: str) -> bytes:
        """The response line, with its newline, to a request line without one: byte for byte that of the program."""
        pulse.allow(len(request.split()))
        with captured(self.stdout, self.stderr):
            response: bytes = self.module.answer(request + b"\n", number, seed)
        return response

    def ask(self, hook: str, argument: object) -> object:
        """What a hook returns. Raises whatever it raises."""
        with captured(self.stdout, self.stderr):
            return getattr(self.module, hook)(argument)

    @property
    def is_flood(self) -> bool:
        return self.stdout.is_flood or self.stderr.is_flood


def problems(source: str) -> tuple[Problem, ...]:
    """Everything for which the grader would reject the file before it runs."""
    found = examine(FILE, source.encode(), pristine_bot())
    policy = house.policy()
    if isinstance(found, Rejected):
        told = wording(Kind.NOT_A_SUBMISSION, policy)
        return (Problem(told.title, str(found), told.hint),)
    return tuple(
        Problem(told.title, difference.what, told.hint, difference.diff, difference.line)
        for difference in found
        for told in (wording(difference.kind, policy),)
    )


def load(source: str) -> tuple[Loaded, Student | None]:
    """Load a file as the bot is started: the code, then the weights."""
    module: Any = types.ModuleType(MODULE)
    module.__file__ = FILE
    sys.modules[MODULE] = module
    student = Student(module)
    error, line = "", 0
    with captured(student.stdout, student.stderr):
        try:
            exec(compile(source, FILE, "exec", dont_inherit=True), module.__dict__)
            module.load_model(str(house.WEIGHTS))
            module.draw = pulse.of_draws(module.draw)
        except BaseException as raised:
            error, line = traceback_of(raised), line_of(raised)
    loaded = Loaded(
        error,
        line,
        problems(source),
        student.stdout.take().decode(errors="replace"),
        student.stderr.take().decode(errors="replace"),
        student.is_flood,
    )
    return loaded, None if error else student


def traceback_of(error: BaseException) -> str:
    """The traceback from the student's file on, as text: nothing of what the page does around it."""
    lines = [f"line {frame.lineno}, in {frame.name}\n" for frame in frames_of(error)]
    return "".join([*lines, *traceback.format_exception_only(error)]).strip()


def line_of(error: BaseException) -> int:
    """Where in the file it went wrong; 0 where that is not known."""
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return error.lineno or 0
    frames = frames_of(error)
    return (frames[-1].lineno or 0) if frames else 0


def frames_of(error: BaseException) -> list[traceback.FrameSummary]:
    return [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
