"""How likely a leak is, computed and not counted: for one draw, and for a request with a guard in front.

Two kinds of bounds. What was found is certain. What was not explored has an upper bound that is wrong with
probability ERROR at most (`model.engine.survival.mean_upper_bound`); `unexplored` gives the certain one.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.conversation.hook_host import Answer, Says
from grader.judging.estimate import clopper_pearson
from grader.probes.bans import Bans
from model.engine.engine import Engine, decode, encode
from model.engine.leak import Exploration, Indices, explore
from model.engine.survival import Walks, mean_upper_bound, survive
from model.engine.tree import count_names

DRAWS = 10  # a slot has no more
ERROR = 0.05


class Interval(msgspec.Struct, frozen=True):
    """A probability: its estimate and its bounds."""

    low: float
    estimate: float
    high: float


class Share(msgspec.Struct, frozen=True):
    """A banned word and the probability of meeting it first."""

    word: str
    probability: float


class DrawRisk(msgspec.Struct, frozen=True):
    """What one draw may say. `banned.low` is certain, and so is `banned.low + unexplored` as an upper bound."""

    prefix: str
    banned: Interval
    unexplored: float
    words: tuple[Share, ...]  # the likeliest, in falling order


class GuardedRisk(msgspec.Struct, frozen=True):
    """What comes of a request for one prefix when a guard stands in front."""

    prefix: str
    refused: bool  # by is_safe_request: nothing is drawn
    passes: Interval  # a draw is banned, and kept
    rejects: Interval  # a draw is discarded
    leaks: Interval  # the request emits a banned name
    starves: Interval  # all ten draws are discarded


class Marked(msgspec.Struct, frozen=True):
    """A name with its mark and its probability; 0 for one that was drawn."""

    name: str
    mark: int
    mass: float = 0.0


class Measured(msgspec.Struct, frozen=True, dict=True):  # for what is computed once
    """All that was computed of some prefixes; nothing here depends on a guard."""

    bans: Bans
    prefixes: tuple[str, ...]
    explored: Exploration
    unexplored: tuple[float, ...]  # by prefix
    walks: Walks
    names: tuple[tuple[Marked, ...], ...]  # by prefix: banned names, likeliest first
    drawn: tuple[
        tuple[Marked, ...], ...
    ]  # by prefix: draws of the banned names that were found and not listed
    clean: tuple[tuple[str, ...], ...]  # by prefix: draws that are clean

    @cached_property
    def banned(self) -> tuple[Interval, ...]:
        """By prefix: the probability that a draw is banned."""
        every = np.ones(len(self.bans.words), dtype=np.bool_)
        return tuple(_of_marks(self, root, every) for root in range(len(self.prefixes)))

    def every_name(self) -> dict[str, int]:
        """All the names that a guard should be asked about, with their marks; -1 is none."""
        banned = {marked.name: marked.mark for own in (*self.names, *self.drawn) for marked in own}
        return banned | {name: -1 for own in self.clean for name in own}


def measure(
    bans: Bans,
    engine: Engine,
    prefixes: Sequence[str],
    rng: np.random.Generator,
    *,
    least: float,
    walks: int,
    named: float = math.inf,
    draws: int = 0,
) -> Measured:
    """Explore down to `least` and walk on `walks` times from there.

    For a guard: list the banned names down to `named`, and draw `draws` of the other banned ones, and plain names.
    """
    explored = explore(engine, bans.automaton, prefixes, least, bans.judge, named)
    walked = survive(engine, bans.automaton, explored.open, [walks] * len(prefixes), bans.judge, rng)
    names: list[list[Marked]] = [[] for _ in prefixes]
    for part in explored.names:
        columns = (part.root.tolist(), decode(part.letters), part.mark.tolist(), part.mass.tolist())
        for root, name, mark, mass in zip(*columns, strict=True):
            names[root].append(Marked(name, mark, mass))
    ordered = (tuple(sorted(own, key=lambda marked: (-marked.mass, marked.name))) for own in names)
    drawn = _unlisted_draws(bans, engine, explored, draws, rng)
    clean = tuple(_clean_draws(bans, engine, prefix, draws, rng) for prefix in prefixes)
    unexplored = tuple(explored.unexplored().tolist())
    return Measured(bans, tuple(prefixes), explored, unexplored, walked, tuple(ordered), drawn, clean)


def _unlisted_draws(
    bans: Bans, engine: Engine, explored: Exploration, count: int, rng: np.random.Generator
) -> tuple[tuple[Marked, ...], ...]:
    automaton = bans.automaton
    roots = len(explored.found)
    walks = survive(engine, automaton.unmarked(), explored.unlisted, [count] * roots, no_mark, rng)
    states = automaton.states_of(walks.names)
    marks = automaton.final_marks(states)
    asked = np.flatnonzero(marks < 0)
    marks[asked] = bans.judge([walks.names[walk] for walk in asked.tolist()])
    drawn: list[list[Marked]] = [[] for _ in range(roots)]
    for root, name, mark in zip(walks.root.tolist(), walks.names, marks.tolist(), strict=True):
        drawn[root].append(Marked(name, mark))
    return tuple(map(tuple, drawn))


def no_mark(names: Sequence[str]) -> Indices:
    """A judge to whom every name is clean."""
    return np.full(len(names), -1, dtype=np.intp)


def _clean_draws(
    bans: Bans, engine: Engine, prefix: str, count: int, rng: np.random.Generator
) -> tuple[str, ...]:
    draws: list[str] = []
    for part in count_names(engine, encode([prefix])[0], count, rng):
        for name, times in zip(decode(part.letters), part.counts.tolist(), strict=True):
            draws += [name] * times if bans.matcher.banned(name) is None else []
    return tuple(draws)


def draw_risks(measured: Measured, most_words: int = 3) -> tuple[DrawRisk, ...]:
    """What one draw may say, by prefix."""
    risks = []
    for root, prefix in enumerate(measured.prefixes):
        found = measured.explored.found[root]
        words = [
            Share(measured.bans.words[mark], float(found[mark]))
            for mark in np.argsort(-found, kind="stable")[:most_words]
            if found[mark] > 0
        ]
        risks.append(DrawRisk(prefix, measured.banned[root], measured.unexplored[root], tuple(words)))
    return tuple(risks)


def _of_marks(measured: Measured, root: int, marks: NDArray[np.bool_]) -> Interval:
    """The probability that a draw has one of these marks."""
    found = float(measured.explored.found[root][marks].sum())
    unexplored = measured.unexplored[root]
    if not unexplored or not marks.any():
        return Interval(found, found, found)
    totals = measured.walks.totals(root, marks)
    missing = float(totals.mean()) if len(totals) else 0.0
    most = mean_upper_bound(totals, ERROR)
    return Interval(found, found + unexplored * missing, min(1.0, found + unexplored * most))


def guarded_risks(
    measured: Measured,
    requests: Mapping[str, Answer],
    names: Mapping[str, Answer],
    let_through: Collection[str],
) -> tuple[GuardedRisk, ...]:
    """What a guard leaves of the risk, from what it said of each prefix and of names.

    What was found and not listed was drawn from, and counts as kept in the share in which the guard kept such draws;
    what was not explored counts as kept. Both only for the words of `let_through`, of which the guard has called some
    name safe: where it has discarded every name with a word, it is taken to discard that word for good.
    """
    return tuple(
        _guarded(measured, root, requests[prefix], names, let_through)
        for root, prefix in enumerate(measured.prefixes)
    )


NEVER = Interval(0.0, 0.0, 0.0)


def _guarded(
    measured: Measured, root: int, request: Answer, names: Mapping[str, Answer], let_through: Collection[str]
) -> GuardedRisk:
    prefix = measured.prefixes[root]
    if request.says is not Says.SAFE:
        return GuardedRisk(prefix, True, NEVER, NEVER, NEVER, NEVER)
    words = measured.bans.words
    leaky = np.array([word in let_through for word in words], dtype=np.bool_)
    kept = [marked.mass for marked in measured.names[root] if names[marked.name].says is Says.SAFE]
    listed = math.fsum(marked.mass for marked in measured.names[root] if leaky[marked.mark])
    of_leaky = _of_marks(measured, root, leaky)
    unlisted = max(0.0, of_leaky.low - listed)
    share = _share_kept([names[marked.name] for marked in measured.drawn[root] if leaky[marked.mark]])
    low = math.fsum(kept)
    passes = Interval(
        low,
        low + unlisted * share.estimate + of_leaky.estimate - of_leaky.low,
        min(1.0, low + unlisted * share.high + of_leaky.high - of_leaky.low),
    )
    banned = measured.banned[root]
    clean = _share_kept([names[name] for name in measured.clean[root]])
    discarded = math.fsum(marked.mass for marked in measured.names[root]) - low
    rejects = Interval(
        discarded + (1 - banned.high) * (1 - clean.high),
        banned.estimate - passes.estimate + (1 - banned.estimate) * (1 - clean.estimate),
        min(1.0, banned.high - passes.low + (1 - banned.low) * (1 - clean.low)),
    )
    leaks = Interval(
        slot_leaks(passes.low, rejects.low),
        slot_leaks(passes.estimate, rejects.estimate),
        slot_leaks(passes.high, min(rejects.high, 1 - passes.high)),
    )
    starves = Interval(*(slot_starves(r) for r in (rejects.low, rejects.estimate, rejects.high)))
    return GuardedRisk(prefix, False, passes, rejects, leaks, starves)


def _share_kept(answers: Sequence[Answer]) -> Interval:
    """The share of names that the guard keeps, with its Clopper-Pearson interval; anything where none was asked."""
    if not answers:
        return Interval(0.0, 1.0, 1.0)
    kept, total = sum(answer.says is Says.SAFE for answer in answers), len(answers)
    low, high = clopper_pearson(kept, total)
    return Interval(low, kept / total, high)


def slot_leaks(passes: float, rejects: float) -> float:
    """P(a slot emits a banned name) = q (1 - r^10) / (1 - r): after 0 to 9 rejected draws, one that is banned passes.

    q: P(a draw is banned and kept); r: P(a draw is discarded); q + r <= 1.
    """
    return passes * math.fsum(rejects**draw for draw in range(DRAWS))


def slot_starves(rejects: float) -> float:
    """P(all draws of a slot are discarded) = r^10."""
    return rejects**DRAWS


def request_leaks(slots: Sequence[tuple[float, float]]) -> float:
    """P(a request emits a banned name), from its slots' (leaks, starves): no slot starves, and some slot leaks.

    A slot that starves refuses the request as a whole.
    """
    served = math.prod(1 - starves for _, starves in slots)
    clean = math.prod(1 - starves - leaks for leaks, starves in slots)
    return max(0.0, served - clean)
