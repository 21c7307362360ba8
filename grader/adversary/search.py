"""The worst request: of all prefixes that a guard lets through, the ones from which it most likely leaks.

Banned names that the guard was seen to keep say what may come; each of their beginnings is a prefix that leads there,
and letters in front of it may lead there more surely and past more guards. The likeliest are found by a beam search
over the probability of the missing letters, asking is_safe_request and is_safe_name on the way, and then measured
exactly, as the residual is. The bounds of each are `grader.risk.exact`'s; that no other prefix is worse is not
claimed. (Beside it: low-probability estimation, Wu and Hilton, ICLR 2025, for inputs and not for the worst of them.)
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from grader.adversary.names import MAX_LETTERS, final_states
from grader.conversation.hook_host import HookHost, Says
from grader.probes.bans import Bans
from grader.risk.exact import GuardedRisk, Interval, Measured, draw_risks, measure
from grader.risk.residual import DRAWS, LEAST, NAMED, WALKS, ask_guard
from model.engine.engine import Engine, encode
from model.engine.leak import Floats
from policies.automaton import LETTERS

SHOWN, NAMES_SHOWN = 10, 5
ALIKE = 6  # prefixes of a beam that lead to the same letters: one word must not fill it


@dataclass(frozen=True, slots=True)
class Effort:
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


@dataclass(frozen=True, slots=True)
class Lead:
    """A prefix, and the letters behind it that finish a banned word."""

    prefix: str
    rest: str


class Scout:
    """Scores leads and remembers what the guard said of them."""

    def __init__(self, host: HookHost, engine: Engine, any_name: bool) -> None:
        self._host = host
        self._engine = engine
        self._any_name = (
            any_name  # where nothing is known to be kept, what comes most likely is worth measuring
        )
        self._open: dict[str, bool] = {}
        self._kept: dict[str, bool] = {}
        self.scores: dict[Lead, float] = {}

    @property
    def requests(self) -> int:
        return len(self._open)

    @property
    def names(self) -> int:
        return len(self._kept)

    def score(self, leads: Iterable[Lead]) -> None:
        """Compute the probability of the leads that are new."""
        new = [lead for lead in dict.fromkeys(leads) if lead not in self.scores]
        values = finish_probabilities(self._engine, new)
        self.scores |= dict(zip(new, values.tolist(), strict=True))

    def ranked(self) -> list[Lead]:
        """All leads by falling probability."""
        return sorted(self.scores, key=lambda lead: (-self.scores[lead], lead.prefix, lead.rest))

    def passing(self, leads: Sequence[Lead]) -> list[Lead]:
        """Those whose prefix is let through, and whose name is kept."""
        new = [prefix for prefix in dict.fromkeys(lead.prefix for lead in leads) if prefix not in self._open]
        answers = self._host.ask_all("is_safe_request", [[prefix] for prefix in new])
        self._open |= {prefix: says is Says.SAFE for prefix, says in zip(new, answers, strict=True)}
        through = [lead for lead in leads if self._open[lead.prefix]]
        if self._any_name:
            return through
        names = dict.fromkeys(lead.prefix + lead.rest for lead in through)
        new = [name for name in names if name not in self._kept]
        answers = self._host.ask_all("is_safe_name", new)
        self._kept |= {name: says is Says.SAFE for name, says in zip(new, answers, strict=True)}
        return [lead for lead in through if self._kept[lead.prefix + lead.rest]]


def finish_probabilities(engine: Engine, leads: Sequence[Lead]) -> Floats:
    """P(the next letters are the rest | prefix), for each lead."""
    values = np.ones(len(leads))
    by_length: dict[int, list[tuple[int, str, int]]] = {}
    for index, lead in enumerate(leads):
        for at, letter in enumerate(lead.rest):
            text = lead.prefix + lead.rest[:at]
            by_length.setdefault(len(text), []).append((index, text, ord(letter) - ord("a")))
    for steps in by_length.values():
        distinct = {text: row for row, text in enumerate(dict.fromkeys(text for _, text, _ in steps))}
        table = engine.probabilities(encode(list(distinct)))
        rows = [distinct[text] for _, text, _ in steps]
        chosen = table[rows, [letter for *_, letter in steps]]
        np.multiply.at(values, [index for index, *_ in steps], chosen)
    return values


def leads_of(bans: Bans, names: Iterable[str]) -> list[Lead]:
    """Every way to divide each name before its banned word ends."""
    leads: dict[Lead, None] = {}
    for name in names:
        match = bans.matcher.banned(name)
        if match is not None:
            leads |= {
                Lead(name[:cut], name[cut : match.end]): None for cut in range(min(match.end, MAX_LETTERS))
            }
    return list(leads)


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
        beam = [*_passing(scout, effort.beam, ALIKE), *_unlike(scout.ranked(), ALIKE)[: effort.beam]]
        longer = (Lead(letter + lead.prefix, lead.rest) for lead in beam for letter in LETTERS)
        scout.score(_banned(bans, longer))
    return _passing(scout, effort.beam, effort.beam)


def _banned(bans: Bans, leads: Iterable[Lead]) -> list[Lead]:
    """The leads to a banned name still: a word that is banned as a whole name is none behind another letter."""
    fitting = [lead for lead in leads if len(lead.prefix + lead.rest) <= MAX_LETTERS]
    states = final_states(bans.automaton, [lead.prefix + lead.rest for lead in fitting])
    banned = (bans.automaton.marks[states] >= 0) | (bans.automaton.ends[states] >= 0)
    return [lead for lead, is_banned in zip(fitting, banned.tolist(), strict=True) if is_banned]


def _passing(scout: Scout, most: int, alike: int) -> list[Lead]:
    """The best leads that pass, up to `most`, and up to `alike` that end alike. Only the best are asked about."""
    ranked = scout.ranked()
    chosen: list[Lead] = []
    for start in range(0, len(ranked), 10 * most):
        chosen = _unlike([*chosen, *scout.passing(ranked[start : start + 10 * most])], alike)
        if len(chosen) >= most:
            break
    return chosen[:most]


def _unlike(leads: Iterable[Lead], alike: int) -> list[Lead]:
    """The first leads of each rest, as many as `alike`."""
    ends: Counter[str] = Counter()
    chosen = []
    for lead in leads:
        ends[lead.rest] += 1
        if ends[lead.rest] <= alike:
            chosen.append(lead)
    return chosen


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
