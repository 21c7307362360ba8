"""A guard's two functions, called in this process as the frozen loop would call them. The guards are our own."""

import types
from collections.abc import Callable

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.policy import REPOSITORY

WEIGHTS = REPOSITORY / "model.json"
NO_NAMES: tuple[object, ...] = (None, b"apple", 7, [], ["apple"])
NO_LISTS: tuple[object, ...] = (None, b"apple", 7, "apple", [None], [7], [["apple"]])

Says = bool | None
"""What a hook says: safe, unsafe, or neither, because it raised or returned what the loop does not take."""


class Service:
    """The two decisions of one guard, each asked once for each question unless the order of asking counts."""

    def __init__(self, guard: Guard) -> None:
        self._module = load_bot(guard.callable_source)
        self._remembers = not guard.ordered
        self._requests: dict[tuple[str, ...], Says] = {}
        self._names: dict[str, Says] = {}

    def request(self, prefixes: tuple[str, ...]) -> Says:
        """What is_safe_request says."""
        if not self._remembers or prefixes not in self._requests:
            self._requests[prefixes] = self._call_request(list(prefixes))
        return self._requests[prefixes]

    def name(self, name: str) -> Says:
        """What is_safe_name says."""
        if not self._remembers or name not in self._names:
            self._names[name] = self._call_name(name)
        return self._names[name]

    def types_kept(self) -> float:
        """The share of the questions with wrong types that are not called safe."""
        said = [*map(self._call_name, NO_NAMES), *map(self._call_request, NO_LISTS)]
        return sum(says is not True for says in said) / len(said)

    def _call_request(self, prefixes: object) -> Says:
        returned = attempt(self._module.is_safe_request, prefixes)
        return returned is None if returned is None or isinstance(returned, str) else None

    def _call_name(self, name: object) -> Says:
        returned = attempt(self._module.is_safe_name, name)
        return returned if isinstance(returned, bool) else None


FAILED = object()


def attempt(hook: Callable[[object], object], argument: object) -> object:
    """What a hook returns, or FAILED where it raises; SystemExit too, which the loop catches."""
    try:
        return hook(argument)
    except (Exception, SystemExit):
        return FAILED


def load_bot(source: str) -> types.ModuleType:
    """A bot file as a module, with its weights."""
    module = types.ModuleType("guarded_bot")
    module.__file__ = str(WEIGHTS.with_name("bot.py"))
    exec(compile(source, "guarded_bot.py", "exec"), module.__dict__)
    module.load_model(WEIGHTS)
    return module
