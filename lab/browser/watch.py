"""What a bot's hooks were asked, and what its model drew, while it answered: looked at, with nothing changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from lab.browser.student import traceback_of

MOST_SLOTS = 50  # that are shown; a request may have a thousand


class Call(msgspec.Struct, frozen=True):
    """What a hook was asked, what came of it, and whether the loop goes on with that."""

    argument: str
    said: str
    passed: bool
    failed: bool = False  # it raised, or returned something else, and the loop fails closed


class Watch:
    """What was seen of one request: the call of is_safe_request, and slot by slot each draw with its call."""

    def __init__(self) -> None:
        self.request: Call | None = None
        self.slots: list[list[tuple[str, Call | None]]] = []
        self.in_hook = False  # a hook may ask the model itself: that is no draw of the bot's


@contextmanager
def watched(module: Any) -> Iterator[Watch]:
    """Look on while the module answers. Every value is handed on as it is, so the answer is the same."""
    watch = Watch()
    names = ("is_safe_request", "is_safe_name", "slot_stream", "draw")
    before = {name: getattr(module, name) for name in names}

    def is_safe_request(prefixes: list[str]) -> object:
        shown = ", ".join(prefixes[:MOST_SLOTS])
        watch.request, value = called(watch, before["is_safe_request"], prefixes, shown, for_request)
        return value()

    def is_safe_name(name: str) -> object:
        call, value = called(watch, before["is_safe_name"], name, name, for_name)
        if watch.slots and watch.slots[-1]:
            watch.slots[-1][-1] = (name, call)
        return value()

    def slot_stream(seed: str, request: int, slot: int) -> object:
        if not watch.in_hook:
            watch.slots.append([])
        return before["slot_stream"](seed, request, slot)

    def draw(prefix: str, stream: object) -> str:
        name: str = before["draw"](prefix, stream)
        if not watch.in_hook and watch.slots:
            watch.slots[-1].append((name, None))
        return name

    for made in (is_safe_request, is_safe_name, slot_stream, draw):
        setattr(module, made.__name__, made)
    try:
        yield watch
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def called(
    watch: Watch, hook: Any, argument: object, shown: str, judge: Callable[[object], bool | None]
) -> tuple[Call, Callable[[], object]]:
    """What a hook came to, and a function that does again what the hook did: return, or raise."""
    watch.in_hook = True
    try:
        value = hook(argument)
    except BaseException as error:
        raised = error

        def again() -> object:
            raise raised

        return Call(shown, traceback_of(error), passed=False, failed=True), again
    finally:
        watch.in_hook = False
    passed = judge(value)
    return Call(shown, in_words(value), passed=passed is True, failed=passed is None), lambda: value


def for_request(value: object) -> bool | None:
    """Whether the loop lets a request through; None where it fails closed."""
    return True if value is None else False if isinstance(value, str) else None


def for_name(value: object) -> bool | None:
    """Whether the loop keeps a name; None where it fails closed."""
    return value if isinstance(value, bool) else None


def in_words(value: object) -> str:
    try:
        return repr(value)[:200]
    except BaseException as error:  # an object of the student's may do anything here
        return f"{type(value).__name__}, whose repr raised {type(error).__name__}"
