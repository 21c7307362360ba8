"""What the page may ask of its worker: a name and arguments as JSON in, the parts of the answer out, one JSON each.

A part is an answer's own unit of work: the page ends a worker whose next part does not come in time.
"""

import platform
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lab.browser import chat, house, pulse
from lab.browser.attack import About, Row, attack, families
from lab.browser.guide.calls import GUIDE
from lab.browser.practice import Progress, Verdict, practice
from lab.browser.risk import Bounds, risk
from lab.browser.student import Loaded, Student, load, traceback_of


class Ready(msgspec.Struct, frozen=True):
    """The worker is there: what can be asked before any file is loaded."""

    python: str
    families: tuple[About, ...]


class Broken(msgspec.Struct, frozen=True):
    """The bot ended: what a hook raised went through the frozen loop."""

    broken: str


class NothingLoaded(Exception):
    """Something was asked of a bot, and none was loaded."""


_loaded: list[Student] = []  # the one bot of this worker; empty before it


def ready() -> Ready:
    return Ready(platform.python_version(), families())


def warm() -> bool:
    """Make what every widget needs, which takes a moment, so that no question does."""
    house.world()
    house.frozen()
    house.shipped_bot()
    return True


def load_file(source: str) -> Loaded:
    loaded, student = load(source)
    _loaded[:] = [student] if student else []
    return loaded


def student() -> Student:
    if not _loaded:
        raise NothingLoaded
    return _loaded[0]


def ask(line: str, number: int, seed: str) -> chat.Traced:
    return chat.traced(student(), line, number, seed)


def ask_all(lines: list[str], seed: str) -> list[str]:
    return chat.answers(student(), lines, seed)


def ask_family(name: str, seed: str) -> Iterator[Row]:
    return attack(student(), name, seed)


def check(region: str, seed: str) -> Iterator[Progress | Verdict]:
    return practice(student(), region, seed)


def bounds(prefix: str) -> Iterator[Bounds]:
    (letters, *_) = house.frozen().read_prefixes(prefix) or [""]
    return risk(_loaded[0] if _loaded else None, letters[: chat.MAX_LETTERS])


CALLS: dict[str, Callable[..., object]] = {
    "ready": ready,
    "warm": warm,
    "load": load_file,
    "ask": ask,
    "ask_all": ask_all,
    "attack": ask_family,
    "practice": check,
    "risk": bounds,
    **GUIDE,
}


connect = pulse.connect
"""For the worker: what each sign of life calls."""


def parts(call: str, arguments: str) -> Iterator[str]:
    """The parts of an answer; one that is no stream of parts is one part."""
    try:
        answer = CALLS[call](*msgspec.json.decode(arguments))
        whole: Iterable[object] = answer if isinstance(answer, Iterator) else (answer,)
        for part in whole:
            yield msgspec.json.encode(part).decode()
    except GeneratorExit:  # nobody reads on
        raise
    except BaseException as error:  # KeyboardInterrupt ends the real bot too
        yield msgspec.json.encode(Broken(traceback_of(error))).decode()
