"""The worst request: of all prefixes that a guard lets through, the ones from which it most likely leaks.

Banned names that the guard was seen to keep say what may come; each of their beginnings is a prefix that leads there,
and letters in front of it may lead there more surely and past more guards. The likeliest are found by a beam search
over the probability of the missing letters, asking is_safe_request and is_safe_name on the way, and then measured
exactly, as the residual is. The bounds of each are `grader.risk.exact`'s; that no other prefix is worse is not
claimed. (Beside it: low-probability estimation, Wu and Hilton, ICLR 2025, for inputs and not for the worst of them.)
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from grader.adversary.leads import Lead, Scout, best_passing, leads_of, still_banned, unlike
from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans
from grader.risk.exact import GuardedRisk, Interval, Measured, draw_risks, measure
from grader.risk.residual import DRAWS, LEAST, NAMED, WALKS, ask_guard
from model.engine.engine import Engine
from policies.automaton import LETTERS

SHOWN, NAMES_SHOWN = 10, 5
ALIKE = 6  # prefixes of a beam that lead to the same letters: one word must not fill it


class Effort(msgspec.Struct, frozen=True):
    """How much is tried in one round."""

    seeds: int = 600  # names to begin with
    beam: int = 20  # prefixes that go on with one more letter in front
    in_front: int = 3  # letters
    measured: int = 10  # of the best, exactly


DEFAULT = Effort()


class Worst(msgspec.Struct, frozen=True):
    """One prefix that the guard lets through: how likely a request for it leaks, and what comes most likely."""

    prefix: str
    unguarded: Interval  # one draw is banned
    leaks: Interval  # the request emits a banned name
    names: tuple[str, ...]  # the likeliest banned names that the guard keeps


class Attack(msgspec.Struct, frozen=True):
    """What a search found: the worst prefixes, worst first, and how far it looked."""

    worst: tuple[Worst, ...]
    scored: int  # prefixes
    requests: int  # asked of is_safe_request
    names: int  # asked of is_safe_name

    @property
    def leaks(self) -> bool:
        """Whether any of them is seen to leak."""
        return any(found.leaks.low > 0 for found in self.worst)


def search(
    host: HookHost,
    bans: Bans,
    engine: Engine,
    kept: Mapping[str, str],
    also: Sequence[str],
    rng: random.Random,
    effort: Effort = DEFAULT,
    seconds: float = 0.0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Attack | None:
    """Search once, and on with wider beams while there are seconds left. None when the host has broken.

    `kept` are banned names that the guard was seen to keep, each with its word; where there are none, the words of
    the policy stand in, and what is found is how much the guard has to hold. The prefixes of `also` are measured too,
    so nothing is reported as the worst that is better than one of them.
    """
    ends = time.monotonic() + seconds
    scout = Scout(host, engine, any_name=not kept)
    seeds = [*bans.matcher.policy.anywhere_words, *spread(kept)]
    best: list[Lead] = []
    while True:
        best = round_of(scout, bans, seeds[: effort.seeds], effort)
        left = ends - time.monotonic()
        progress(max(0, int(seconds - left)), int(seconds))
        if left <= 0 or host.broken or effort.beam > 2_000:
            break
        effort = Effort(2 * effort.seeds, 2 * effort.beam, effort.in_front + 1, effort.measured)
    prefixes = list(dict.fromkeys(lead.prefix for lead in best))[: effort.measured]
    prefixes = list(dict.fromkeys([*prefixes, *also]))
    numbers = np.random.default_rng(rng.getrandbits(128))
    measured = measure(bans, engine, prefixes, numbers, least=LEAST, walks=WALKS, named=NAMED, draws=DRAWS)
    risks, names = ask_guard(measured, host, set(kept.values()))
    if host.broken:
        return None
    worst = rank(host, measured, risks)
    return Attack(worst, len(scout.scores), scout.requests, scout.names + names)


def round_of(scout: Scout, bans: Bans, seeds: Sequence[str], effort: Effort) -> list[Lead]:
    """The best leads that pass, best first: the seeds' own, and with more and more letters in front.

    What does not pass goes on, too: a letter in front is what hides a word from many a guard.
    """
    scout.score(leads_of(bans, seeds))
    for _ in range(effort.in_front):
        beam = [*best_passing(scout, effort.beam, ALIKE), *unlike(scout.ranked(), ALIKE)[: effort.beam]]
        longer = (Lead(letter + lead.prefix, lead.rest) for lead in beam for letter in LETTERS)
        scout.score(still_banned(bans, longer))
    return best_passing(scout, effort.beam, effort.beam)


def spread(kept: Mapping[str, str]) -> list[str]:
    """The kept names, word by word in turn, the shortest of each first: no word crowds out the others."""
    by_word: dict[str, list[str]] = {}
    for name in sorted(kept, key=lambda name: (len(name), name)):
        by_word.setdefault(kept[name], []).append(name)
    ranks = [(place, name) for names in by_word.values() for place, name in enumerate(names)]
    return [name for _, name in sorted(ranks, key=lambda pair: pair[0])]


def rank(host: HookHost, measured: Measured, risks: Sequence[GuardedRisk]) -> tuple[Worst, ...]:
    """The worst prefixes that are let through, with the likeliest banned names that are kept."""
    draws = draw_risks(measured)
    order = sorted(
        (root for root, risk in enumerate(risks) if not risk.refused),
        key=lambda root: (-risks[root].leaks.estimate, -draws[root].banned.estimate, risks[root].prefix),
    )
    worst = []
    for root in order[:SHOWN]:
        names = [marked.name for marked in measured.names[root]]
        answers = host.ask_all("is_safe_name", names)
        safe = [name for name, says in zip(names, answers, strict=True) if says is Says.SAFE]
        worst.append(
            Worst(risks[root].prefix, draws[root].banned, risks[root].leaks, tuple(safe[:NAMES_SHOWN]))
        )
    return tuple(worst)
