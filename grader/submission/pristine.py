"""The bot as it was handed out: read as data by its own location, and never imported as a package called `bot`."""

import ast
import dataclasses
import functools
import random
import symtable
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.submission.source import Submission, parse
from model.weights import Weights

PRISTINE_BOT = Path(__file__).resolve().parents[2] / "bot" / "bot.py"
HOOKS = ("is_safe_request", "is_safe_name")

OPENING_FENCE = "EDITABLE: from here on, the policy is yours"
CLOSING_FENCE = "END OF EDITABLE: frozen from here on"


@dataclass(frozen=True, slots=True)
class Pristine:
    """The frozen statements before and after the editable region, and every name that they rely on."""

    submission: Submission
    head: tuple[ast.stmt, ...]
    tail: tuple[ast.stmt, ...]
    names: frozenset[
        str
    ]  # bound by the frozen code, or looked up by it (`sum`, `zip`): not to be bound elsewhere
    imports: frozenset[tuple[str, str]]  # (what is imported, the name that it is bound to)


@functools.cache
def pristine_bot() -> Pristine:
    """Read and split the pristine bot.py once."""
    submission = parse(str(PRISTINE_BOT), PRISTINE_BOT.read_bytes())
    opening = line_of(submission.text, OPENING_FENCE)
    closing = line_of(submission.text, CLOSING_FENCE)
    head = tuple(s for s in submission.statements if s.lineno < opening)
    tail = tuple(s for s in submission.statements if s.lineno > closing)
    frozen = ast.unparse(ast.Module([*head, *tail], []))
    imports = frozenset(pair for statement in head for pair in imported_names(statement))
    return Pristine(submission, head, tail, global_names(frozen) - frozenset(HOOKS), imports)


def editable_statements(submission: Submission, pristine: Pristine) -> tuple[ast.stmt, ...]:
    """The statements of the editable region, of a submission whose frozen part is whole."""
    return submission.statements[len(pristine.head) : len(submission.statements) - len(pristine.tail)]


def line_of(text: str, fence: str) -> int:
    (line,) = (number for number, line in enumerate(text.splitlines(), start=1) if fence in line)
    return line


def global_names(source: str) -> frozenset[str]:
    """Every name that the source binds or looks up in its module's scope, from whatever depth."""
    top = symtable.symtable(source, "frozen", "exec")
    names = set(top.get_identifiers())
    inner = list(top.get_children())
    while inner:
        scope = inner.pop()
        names |= {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_global()}
        inner += scope.get_children()
    return frozenset(names)


def imported_names(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """What a statement imports at whatever depth: `("operator.mul", "mul")` for `from operator import mul`."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                bound = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
                yield origin + alias.name, alias.asname or bound


class FrozenCode:
    """The pristine model and sampling, running in this process with the given weights."""

    def __init__(self, weights: Weights) -> None:
        bot = pristine_bot()
        namespace: dict[str, Any] = {"__name__": "pristine_bot", "__file__": str(PRISTINE_BOT)}
        # The frozen statements, and nothing of any editable region.
        module = ast.Module([*bot.head, *bot.tail], [])
        exec(compile(module, str(PRISTINE_BOT), "exec"), namespace)
        namespace["config"].update(dataclasses.asdict(weights.config))
        namespace["state_dict"].update({name: tensor.tolist() for name, tensor in weights.tensors.items()})
        self.draw: Callable[[str, random.Random], str] = namespace["draw"]
        self.slot_stream: Callable[[str, int, int], random.Random] = namespace["slot_stream"]
        self.read_prefixes: Callable[[str], list[str]] = namespace["read_prefixes"]
        self.max_draws: int = namespace["MAX_DRAWS"]
        self.max_letters: int = namespace["MAX_LETTERS"]
        self._respond: Callable[[str, int, str], str] = namespace["respond"]
        # Hooks of our own, only to hear what the loop itself says; no probe is judged by them.
        namespace["is_safe_request"] = lambda _prefixes: None
        namespace["is_safe_name"] = lambda _name: False
        self.starved = self._respond("a", 0, "")
        """The response when all ten draws of a slot were rejected."""

    def own_refusal(self, line: str) -> str | None:
        """The response to a line that no hook is asked about; None for any other."""
        prefixes = self.read_prefixes(line)
        if prefixes and max(map(len, prefixes)) <= self.max_letters:
            return None
        return self._respond(line, 0, "")

    def draws(self, prefix: str, seed: str, request: int, slot: int) -> Iterator[str]:
        """The draws of one slot, in order."""
        stream = self.slot_stream(seed, request, slot)
        return (self.draw(prefix, stream) for _ in range(self.max_draws))
