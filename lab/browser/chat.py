"""One request to the bot in the editor: its answer, and how it came about."""

import msgspec

from lab.browser import house, pulse
from lab.browser.student import Student
from lab.browser.watch import MOST_SLOTS, Call, watched
from policies import Labelled, Match

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
    read = house.frozen().read_prefixes(line)
    prefixes = tuple(read) if house.frozen().own_refusal(read) is None else ()
    slots = tuple(
        Slot(prefix, tuple(drawn(prefix, name, call) for name, call in draws))
        for prefix, draws in zip(prefixes[:MOST_SLOTS], watch.slots, strict=False)
    )
    return Traced(
        line[:2_000],
        number,
        response.decode().removesuffix("\n"),
        prefixes[:MOST_SLOTS],
        label_of(prefixes) if prefixes else None,
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
