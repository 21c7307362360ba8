"""One request to the bot in the editor: its answer, and how it came about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from lab.browser import house, pulse
from lab.browser.student import Student, traceback_of
from policies import Labelled, Match

MOST_SLOTS = 50  # that are traced; a request may have a thousand
MAX_LETTERS = 16


class Letter(msgspec.Struct, frozen=True):
    """A letter of a draw, and how probable it was there; the dot ends a name."""

    letter: str
    probability: float


class Span(msgspec.Struct, frozen=True):
    """What the policy bans in a text: `text[start:end]`."""

    start: int
    end: int
    word: str
    group: str
    rule: str


class Call(msgspec.Struct, frozen=True):
    """What a hook was asked, what came of it, and whether the loop goes on with that."""

    argument: str
    said: str
    passed: bool
    failed: bool = False  # it raised, or returned something else, and the loop fails closed


class Draw(msgspec.Struct, frozen=True):
    """One name that was drawn: the letters behind the prefix, what the policy says, and what the hook said."""

    name: str
    letters: tuple[Letter, ...]
    banned: Span | None
    call: Call | None


class Slot(msgspec.Struct, frozen=True):
    """One prefix and what was drawn for it; the last draw is emitted where it was kept."""

    prefix: str
    draws: tuple[Draw, ...]


class Label(msgspec.Struct, frozen=True):
    """What the policy says of the request: REFUSE, ALLOW or EITHER, why, and what it found in which prefix."""

    label: str
    reason: str
    spans: tuple[Span | None, ...]


class Traced(msgspec.Struct, frozen=True):
    """An answer and the way to it."""

    request: str
    number: int
    response: str
    prefixes: tuple[str, ...]
    label: Label | None  # None where the frozen loop answers by itself
    call: Call | None
    slots: tuple[Slot, ...]
    untraced: int  # slots beyond MOST_SLOTS
    stdout: str
    stderr: str
    flood: bool


def traced(student: Student, line: str, number: int, seed: str) -> Traced:
    """Answer a request line, and note what the hooks were asked and what was drawn."""
    with watched(student.module) as watch:
        response = student.answer(line.encode(), number, seed)
    asked = house.frozen().own_refusal(line) is None
    prefixes = tuple(house.frozen().read_prefixes(line)) if asked else ()
    slots = tuple(
        Slot(prefix, tuple(drawn(prefix, name, call) for name, call in draws))
        for prefix, draws in zip(prefixes[:MOST_SLOTS], watch.slots, strict=False)
    )
    return Traced(
        line[:2_000],
        number,
        response.decode().removesuffix("\n"),
        prefixes[:MOST_SLOTS],
        label_of(prefixes) if asked else None,
        watch.request,
        slots,
        max(0, len(watch.slots) - MOST_SLOTS),
        student.stdout.take().decode(errors="replace"),
        student.stderr.take().decode(errors="replace"),
        student.is_flood,
    )


def answers(student: Student, lines: list[str], seed: str) -> list[str]:
    """The responses to many request lines, numbered from 0, as the program would write them."""
    return [
        student.answer(line.encode(), number, seed).decode().removesuffix("\n")
        for number, line in enumerate(pulse.during(lines))
    ]


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


def drawn(prefix: str, name: str, call: Call | None) -> Draw:
    letters = [
        Letter(letter, house.following(name[:place])[house.LETTERS.index(letter)])
        for place, letter in enumerate(name)
        if place >= len(prefix)
    ]
    if len(name) < MAX_LETTERS:
        letters.append(Letter(".", house.following(name)[house.END]))
    return Draw(name, tuple(letters), span(house.world().labeller.matcher.banned(name)), call)


def label_of(prefixes: tuple[str, ...]) -> Label:
    labeller = house.world().labeller
    labelled: Labelled = labeller.label(prefixes)
    spans = tuple(span(labeller.prefix(prefix).match) for prefix in prefixes[:MOST_SLOTS])
    return Label(labelled.label.value, labelled.reason, spans)


def span(match: Match | None) -> Span | None:
    return Span(match.start, match.end, match.word, match.group, match.rule) if match else None
