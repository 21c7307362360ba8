"""The bot as it was handed out: read as data by its own location, and never imported as a package called `bot`."""

import ast
import functools
from pathlib import Path

import msgspec

from grader.submission.parsing import parse
from grader.submission.scopes import bindings, global_names, place

PRISTINE_BOT = Path(__file__).resolve().parents[2] / "bot" / "bot.py"
HOOKS = ("is_safe_request", "is_safe_name")

OPENING_FENCE = "EDITABLE: from here on, the policy is yours"
CLOSING_FENCE = "END OF EDITABLE: frozen from here on"


class Pristine(msgspec.Struct, frozen=True):
    """The shipped bot in three parts, and every name that the frozen two rely on."""

    head: tuple[ast.stmt, ...]
    region: tuple[ast.stmt, ...]
    tail: tuple[ast.stmt, ...]
    # Bound by the frozen code, or looked up by it (`sum`, `zip`): not to be bound elsewhere.
    names: frozenset[str]
    # (What is imported, the name that it is bound to.)
    imports: frozenset[tuple[str, str]]


@functools.cache
def pristine_bot() -> Pristine:
    """Read and split the pristine bot.py once."""
    parsed = parse(str(PRISTINE_BOT), PRISTINE_BOT.read_bytes())
    opening = line_of(parsed.text, OPENING_FENCE)
    closing = line_of(parsed.text, CLOSING_FENCE)
    head = tuple(s for s in parsed.statements if s.lineno < opening)
    region = tuple(s for s in parsed.statements if opening < s.lineno < closing)
    tail = tuple(s for s in parsed.statements if s.lineno > closing)
    bound = (binding for here in place(head) for binding in bindings(here))
    imports = frozenset((binding.imported, binding.name) for binding in bound if binding.imported)
    return Pristine(head, region, tail, global_names([*head, *tail]) - frozenset(HOOKS), imports)


def editable_region(path: str, source: bytes) -> tuple[ast.stmt, ...]:
    """The statements of the editable region, of a file that was inspected and whose frozen part is whole."""
    pristine, statements = pristine_bot(), parse(path, source).statements
    return statements[len(pristine.head) : len(statements) - len(pristine.tail)]


def line_of(text: str, fence: str) -> int:
    (line,) = (number for number, line in enumerate(text.splitlines(), start=1) if fence in line)
    return line
