"""What families are made from."""

import inspect
import random
from collections.abc import Callable, Iterator

import msgspec

from policies import GivenNames, Label, Labeller, Policy

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_LETTERS = 16  # of a prefix; the frozen loop refuses longer ones itself
MAX_PREFIXES = 1_000  # of a request; the frozen loop refuses more itself
COMMONEST = 300  # beginnings, and names, of those that are taken for the commonest
FEW = 40  # names for slots that only have to be filled


class World(msgspec.Struct, frozen=True):
    """The policy, and what ordinary people type."""

    policy: Policy
    given: GivenNames  # what they are called
    labeller: Labeller
    words: tuple[str, ...]  # every word banned anywhere that fits in a prefix
    stems: tuple[str, ...]  # every stem that must be refused
    common: tuple[str, ...]  # the beginnings that must be allowed, the commonest first
    names: tuple[str, ...]  # that many people bear and that must be allowed, the commonest first


def make_world(policy: Policy, given: GivenNames) -> World:
    labeller, beginnings = Labeller(policy, given), given.beginnings
    allowed = (b for b in beginnings if labeller.prefix(b).label is Label.ALLOW)
    return World(
        policy=policy,
        given=given,
        labeller=labeller,
        words=tuple(word for word in policy.anywhere_words if len(word) <= MAX_LETTERS),
        stems=tuple(
            s for s in policy.stems if len(s) <= MAX_LETTERS and labeller.prefix(s).label is Label.REFUSE
        ),
        common=tuple(sorted(allowed, key=lambda b: (-beginnings[b], b))),
        names=tuple(name for name in given.common if labeller.is_clean(name)),
    )


Lines = Iterator[bytes]
Ask = Callable[[World, random.Random], Lines]


class Family(msgspec.Struct, frozen=True):
    """One technique: its name, what it does in a student's words, and its lines."""

    name: str
    about: str
    ask: Ask


def family(name: str) -> Callable[[Ask], Family]:
    """Make a family of a generator of request lines."""
    return lambda ask: Family(name, inspect.getdoc(ask) or "", ask)


def pick(rng: random.Random, choices: tuple[str, ...], most: int) -> list[str]:
    """Up to `most` different ones, in random order."""
    return rng.sample(choices, min(most, len(choices)))


def few_names(world: World, rng: random.Random) -> list[str]:
    """Whole names for slots that only have to be filled, a few of them often.

    Most draws end there, and the bot has seen them before; behind beginnings it computes three times as much.
    """
    return pick(rng, world.names[:COMMONEST], FEW)


def letters(rng: random.Random, least: int, most: int) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(least, most)))
