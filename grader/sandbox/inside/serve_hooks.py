"""Serves a submission's two hooks, one JSON line in, one JSON line out. Runs inside the sandbox, never in the grader.

Request: ``{"hook": "is_safe_name", "argument": ["x"]}``; an argument ``{"bytes": "x"}`` stands for ``b"x"``. Answer:
``{"returned": true, "type": "bool"}`` for what a hook may return (True, False, None, a text), ``{"other": "7", "type":
"int"}`` for anything else, or ``{"raised": "ValueError: ..."}``. Many calls at once: ``{"calls": [["is_safe_name",
"x"], ...]}`` is answered by ``{"verdicts": "su"}``, a letter a call. The first line out, before any
request: ``{"ready": true}``, or ``{"raised": ...}`` where loading the file failed.
"""

import io
import json
import os
import sys
import types
from collections.abc import Callable
from typing import Any, NoReturn, TextIO

MOST_CHARACTERS = 200  # of a text in an answer


class NoRequests(io.RawIOBase):
    """Stands in for stdin: in the bot a hook that reads it takes a request away from the loop."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> NoReturn:
        raise io.UnsupportedOperation("a hook reads stdin, and only the loop may")


class NothingAhead(io.BufferedReader):
    """Whoever only looks takes nothing away, and sees nothing."""

    def peek(self, _size: int = 0, /) -> bytes:
        return b""


def text_of(make: Callable[[], Any]) -> str:
    """The text that `make` makes, cut, in a form that JSON can carry. Objects of a submission may do anything here."""
    try:
        # Not made[:200]: a class of its own may answer that in its own way.
        text = str.__getitem__(make(), slice(MOST_CHARACTERS))
    except BaseException as error:
        return f"<and its text could not be made: {type_name(error)}>"
    return str(text.encode("utf-8", "backslashreplace"), "utf-8")[:MOST_CHARACTERS]


def type_name(value: object) -> str:
    """The name of its class, whatever a metaclass says of it."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return text_of(lambda: name)


def describe(error: BaseException) -> str:
    text = text_of(lambda: str(error))
    return f"{type_name(error)}: {text}"


def verdict(hooks: dict[str, object], name: str, argument: object) -> str:
    """What the frozen loop would take a call for: "s" for safe, "u" for unsafe, "n" for neither."""
    try:
        value = hooks[name](argument)  # type: ignore[operator]
    except BaseException:
        return "n"
    if name == "is_safe_name":
        return "s" if value is True else "u" if value is False else "n"
    try:
        return "s" if value is None else "u" if isinstance(value, str) else "n"
    except BaseException:  # a class may say anything of itself
        return "n"


def answer(hooks: dict[str, object], line: str) -> dict[str, object]:
    """Call one hook. Whatever it raises, SystemExit too, is an answer and not the end."""
    request = json.loads(line)
    if "calls" in request:
        return {"verdicts": "".join(verdict(hooks, name, argument) for name, argument in request["calls"])}
    argument = request["argument"]
    if isinstance(argument, dict):
        argument = argument["bytes"].encode()
    try:
        value = hooks[request["hook"]](argument)  # type: ignore[operator]
        is_text = isinstance(value, str)
    except BaseException as error:
        return {"raised": describe(error)}
    if value is None or value is True or value is False:
        return {"returned": value, "type": type_name(value)}
    if is_text:
        return {"returned": text_of(lambda: value), "type": type_name(value)}
    return {"other": text_of(lambda: repr(value)), "type": type_name(value)}


def load_model(bot: dict[str, Any], weights: str) -> None:
    """Load the weights, as the loop does before its first request: a hook may ask the model.

    Weights that are none show where a hook asks for them; nothing else of the file needs any.
    """
    load = bot.get("load_model")
    if load is not None:
        try:
            load(weights)
        except (OSError, LookupError, TypeError, ValueError):
            return


def serve(path: str, requests: TextIO, answers: TextIO) -> None:
    def say(message: dict[str, object]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    module = types.ModuleType("bot")
    module.__file__ = path
    sys.modules["bot"] = module
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            exec(compile(file.read(), path, "exec", dont_inherit=True), module.__dict__)
        load_model(module.__dict__, os.path.join(os.path.dirname(path), "model.json"))  # noqa: PTH118, PTH120
    except BaseException as error:
        say({"raised": describe(error)})
        return
    say({"ready": True})
    for line in requests:
        say(answer(module.__dict__, line))


def take_over() -> tuple[TextIO, TextIO]:
    """The pipes of requests and answers, where the submission does not stumble over them.

    What it prints must not mix with the answers: its stdout is stderr from here on. Its stdin is at its end, for
    whoever reads the descriptor, and says what is wrong to whoever reads the file.
    """
    requests = os.fdopen(os.dup(0), encoding="utf-8", newline="\n")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    nothing, end = os.pipe()
    os.close(end)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.stdin = io.TextIOWrapper(NothingAhead(NoRequests()))
    return requests, answers


if __name__ == "__main__":
    serve(__file__, *take_over())
