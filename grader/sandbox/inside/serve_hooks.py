"""Serves a submission's two hooks, one JSON line in, one JSON line out. Runs inside the sandbox, never in the grader.

Request: ``{"hook": "is_safe_name", "argument": ["x"]}``; an argument ``{"bytes": "x"}`` stands for ``b"x"``. Answer:
``{"returned": <the value, if JSON has it>, "type": "bool"}`` or ``{"raised": "ValueError: ..."}``. Many calls at once:
``{"hook": "is_safe_name", "arguments": ["x", "y"]}`` is answered by ``{"verdicts": "su"}``, a letter a call. The first
line out, before any request: ``{"ready": true}`` or ``{"raised": ...}`` where loading the file failed.
"""

import json
import os
import sys
import types
from typing import TextIO


def describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def verdict(hooks: dict[str, object], name: str, argument: object) -> str:
    """What the frozen loop would take a call for: "s" for safe, "u" for unsafe, "n" for neither."""
    try:
        value = hooks[name](argument)  # type: ignore[operator]
    except BaseException:
        return "n"
    if name == "is_safe_name":
        return "n" if type(value) is not bool else "s" if value else "u"
    return "s" if value is None else "u" if type(value) is str else "n"


def answer(hooks: dict[str, object], line: str) -> dict[str, object]:
    """Call one hook. Whatever it raises, SystemExit too, is an answer and not the end."""
    request = json.loads(line)
    if "arguments" in request:
        calls = (verdict(hooks, request["hook"], argument) for argument in request["arguments"])
        return {"verdicts": "".join(calls)}
    argument = request["argument"]
    if isinstance(argument, dict):
        argument = argument["bytes"].encode()
    try:
        value = hooks[request["hook"]](argument)  # type: ignore[operator]
    except BaseException as error:
        return {"raised": describe(error)}
    plain = value if value is None or type(value) in (bool, int, float, str) else None
    return {"returned": plain, "type": type(value).__name__}


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
    except BaseException as error:
        say({"raised": describe(error)})
        return
    say({"ready": True})
    for line in requests:
        say(answer(module.__dict__, line))


if __name__ == "__main__":
    # What the submission prints must not mix with the answers: its stdout is stderr from here on.
    mine = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    serve(__file__, sys.stdin, mine)
