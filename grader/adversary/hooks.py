"""is_safe_name held against the policy: on the conformance set, and on names made of the submission's own words."""

import ast
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from grader.adversary.conformance import ConformanceSet
from grader.adversary.names import (
    NONE,
    Disagreements,
    Labelled,
    ask_about,
    label_names,
    shuffled,
    smallest,
)
from grader.adversary.own_words import own_names, own_words
from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans
from grader.verdict import Finding, Kind

CONFORMANCE, OWN_WORDS = "hook: conformance", "hook: own words"
ABOUT = {
    CONFORMANCE: "Every state of the policy's automaton, every letter, and the rest of the word: is it the same rule?",
    OWN_WORDS: "Banned words with the submission's own words around them: does anything in the code open a door?",
}
SECONDS = 5.0  # for each family; only a guard that takes more than 0.06 ms a name is not asked everything
# Banned names that are kept, or names with which the hook fails, after which the rest of a family is not asked: what
# it is like is known then. A count, for it is the same in every run, as seconds are not.
ENOUGH = 1_000
KEPT = 1_000  # names of each sort to begin a search with


class Held(msgspec.Struct, frozen=True):
    """How one family went: the names that it has, where guard and policy parted, and the smallest cases."""

    family: str
    total: int
    parted: Disagreements
    smallest_missed: str
    smallest_spoiled: str


class Conforms(msgspec.Struct, frozen=True):
    """What follows from the conformance set."""

    names: int
    asked: int
    disagreed: int
    states: int  # of the policy's automaton, each entered and left by every letter
    told: int  # any automaton with up to so many states would have disagreed

    @property
    def complete(self) -> bool:
        """Whether the guard was asked everything and agreed."""
        return self.asked == self.names and not self.disagreed


class HeldAgainst(msgspec.Struct, frozen=True):
    """Both families; `conforms` says what follows."""

    families: tuple[Held, ...]
    conforms: Conforms


def hold_against(
    host: HookHost,
    bans: Bans,
    chosen: ConformanceSet,
    region: Sequence[ast.stmt],
    rng: random.Random,
    *,
    more: Iterable[Labelled] = (),
    seconds: float = SECONDS,
    enough: float = math.inf,
) -> HeldAgainst | None:
    """Ask is_safe_name about both families, and `more` for conformance.

    Each block of names is asked for so many seconds, and until there are `enough` banned names that are kept, or names
    with which the hook fails.

    None when the host has broken: nothing is known then.
    """
    conformance = _hold(host, bans, CONFORMANCE, chain([chosen.labelled], more), rng, seconds, enough)
    own = label_names(bans, own_names(own_words(region, bans.matcher), bans.matcher, rng))
    families = (conformance, _hold(host, bans, OWN_WORDS, [own], rng, seconds, enough))
    if host.broken:
        return None
    asked = conformance.parted.asked
    disagreed = asked - conformance.parted.agreed
    conforms = Conforms(conformance.total, asked, disagreed, chosen.states, chosen.told)
    return HeldAgainst(families, conforms)


def _hold(
    host: HookHost,
    bans: Bans,
    family: str,
    blocks: Iterable[Labelled],
    rng: random.Random,
    seconds: float,
    enough: float,
) -> Held:
    parted, total = NONE, 0
    for block in blocks:
        total += len(block.names)
        parted += ask_about(host, shuffled(block, rng), bans.matcher.policy.ordinary, seconds, enough)
    missed = smallest(host, bans, parted.missed, Says.SAFE) if parted.missed else ""
    spoiled = smallest(host, bans, parted.spoiled, Says.UNSAFE) if parted.spoiled else ""
    return Held(family, total, parted, missed, spoiled)


def held_findings(families: Sequence[Held], bans: Bans) -> Iterator[Finding]:
    """One finding for each family and each way to be wrong, with the smallest counter-example."""
    for held in families:
        parted = held.parted
        if parted.missed:
            match = bans.matcher.banned(held.smallest_missed)
            why = (
                f"is_safe_name calls `{held.smallest_missed}` safe, which is banned "
                f"({match.word if match else 'by the policy'}); so it does with {_of(parted.missed, held)}"
            )
            yield Finding(Kind.DISAGREES, why, held.family)
        if parted.spoiled:
            why = (
                f"is_safe_name calls `{held.smallest_spoiled}` unsafe, and nothing in it is banned; "
                f"so it does with {_of(parted.spoiled, held)}"
            )
            yield Finding(Kind.DISAGREES, why, held.family)
        if parted.failed:
            shortest = min(parted.failed, key=lambda name: (len(name), name))
            why = (
                f"is_safe_name({shortest!r}) raised, or returned neither True nor False; "
                f"so it did with {_of(parted.failed, held)}"
            )
            yield Finding(Kind.HOOK_FAILED, why, held.family)


def _of(names: Sequence[str], held: Held) -> str:
    return f"{len(names):,} of the {held.parted.asked:,} names asked"


def kept_names(families: Sequence[Held], bans: Bans, rng: random.Random) -> dict[str, str]:
    """Banned names that were called safe, the shortest and some others, each with the word that bans it."""
    missed = sorted(
        {name for held in families for name in held.parted.missed}, key=lambda name: (len(name), name)
    )
    chosen = [*missed[:KEPT], *rng.sample(missed, min(KEPT, len(missed)))]
    return {name: match.word for name in chosen if (match := bans.matcher.banned(name))}
