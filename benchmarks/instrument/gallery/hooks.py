"""One hook of two, some prefixes of many, and decisions that depend on the order of asking or on chance."""

from collections.abc import Iterator

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts

COUNT = """
import itertools

ASKED = itertools.count(1)
"""
COIN = """
import random

COIN = random.SystemRandom()
"""
SEEN = """
SEEN = set()


def again(text):
    before = text in SEEN
    SEEN.add(text)
    return before
"""


def guards() -> Iterator[Guard]:
    off = "False"
    yield plain("no request hook", "no-request-hook", Parts(bad_prefix=off))
    yield plain("no name hook", "no-name-hook", Parts(bad_name=off))
    yield plain("first prefix only", "several-prefixes", Parts(which="prefixes[:1]"))
    yield plain("last prefix only", "several-prefixes", Parts(which="prefixes[-1:]"))
    yield plain("short names unchecked", "words-missing", Parts(bad_name="len(name) > 5 and contains(name)"))
    refuse = "if {}: return 'that is enough.'"
    yield ordered("refuses after the 300th", refuse.format("next(ASKED) > 300"), COUNT)
    yield ordered("refuses every 7th", refuse.format("next(ASKED) % 7 == 0"), COUNT)
    yield ordered("refuses every other", refuse.format("next(ASKED) % 2"), COUNT)
    yield ordered("allows every 7th", "if next(ASKED) % 7 == 0: return None", COUNT)
    yield ordered("refuses by chance", refuse.format("COIN.random() < 0.3"), COIN)
    yield ordered("refuses what it knows", refuse.format("again(tuple(prefixes))"), SEEN)
    once = Parts(helpers=SEEN, first_of_name="if again(name): return False").region()
    yield Guard("gives each name once", "hooks", "not-repeatable", once, ordered=True)


def plain(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "hooks", cause, parts.region())


def ordered(name: str, first: str, helpers: str) -> Guard:
    region = Parts(helpers=helpers, first_of_request=first).region()
    return Guard(name, "hooks", "not-repeatable", region, ordered=True)
