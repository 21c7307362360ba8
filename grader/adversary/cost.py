"""What a guard costs: how far it bends what is drawn, and how much that is harmless it throws away.

A slot draws until a name is kept, so what it emits follows the model's distribution P, given that the name is kept:
G(name) = P(name) / K for the names that are kept, where K is the probability of keeping a draw. The divergence of
what is emitted from what the model says is then KL(G || P) = -log2 K bits. For a perfect guard K is the probability
that a draw is clean: the least that keeping the policy costs. All that a guard pays above it are harmless names.

Constrained decoding masks the letters that would finish a banned word, and draws on. It needs no second draw, and its
names follow another distribution than P given that the name is clean (Park et al., Grammar-aligned decoding, NeurIPS
2024): `masking` is how far that is off.
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from grader.probes.bans import Bans
from grader.risk.exact import DRAWS, DrawRisk, GuardedRisk, Interval
from model.engine.engine import Engine
from model.engine.leak import explore
from model.engine.survival import survive

MASKING_WALKS = 8_000


class Cost(msgspec.Struct, frozen=True):
    """The price of a guard for one prefix, beside what it leaves: a point of the plot of leak against cost.

    The corner of that plot is the perfect guard: nothing leaks, and `perfect` bits are paid.
    """

    prefix: str
    refused: bool  # by is_safe_request: there is no name, so nothing else here means anything
    leaks: Interval  # the request emits a banned name
    bits: Interval  # KL(what is emitted || what the model says); infinite is given as the largest float
    perfect: Interval  # the same for the perfect guard of this policy
    lost: Interval  # the share of harmless draws that are discarded
    draws: float  # a slot needs so many, ten at most
    masking: float  # bits: KL(the model's clean names || what masking letters would say)


MOST_BITS = 1e308  # JSON has no infinity


def costs_of(
    draws: Sequence[DrawRisk], guarded: Sequence[GuardedRisk], masking: Sequence[float]
) -> tuple[Cost, ...]:
    """The cost by prefix, from what was measured of it; the bounds hold as those do."""
    return tuple(map(_cost, draws, guarded, masking))


def _cost(draw: DrawRisk, guarded: GuardedRisk, masking: float) -> Cost:
    banned, passes, rejects = draw.banned, guarded.passes, guarded.rejects
    spoiled = Interval(
        max(0.0, rejects.low - max(0.0, banned.high - passes.low)),
        max(0.0, rejects.estimate - (banned.estimate - passes.estimate)),
        max(0.0, rejects.high - max(0.0, banned.low - passes.high)),
    )
    lost = Interval(
        _share(spoiled.low, 1 - banned.low),
        _share(spoiled.estimate, 1 - banned.estimate),
        _share(spoiled.high, 1 - banned.high),
    )
    return Cost(
        prefix=draw.prefix,
        refused=guarded.refused,
        leaks=guarded.leaks,
        bits=_bits(rejects),
        perfect=_bits(banned),
        lost=lost,
        draws=math.fsum(rejects.estimate**before for before in range(DRAWS)),
        masking=masking,
    )


def _bits(discarded: Interval) -> Interval:
    """-log2 of the probability that a draw is kept."""
    return Interval(*map(bits_lost, (discarded.low, discarded.estimate, discarded.high)))


def bits_lost(discarded: float) -> float:
    """-log2 of the probability that a draw is kept, where so much is discarded."""
    return -math.log2(1 - discarded) + 0.0 if discarded < 1 else MOST_BITS


def _share(part: float, whole: float) -> float:
    return min(1.0, part / whole) if whole > 0 else 0.0


def masking_bits(
    bans: Bans, engine: Engine, prefixes: Sequence[str], rng: np.random.Generator
) -> tuple[float, ...]:
    """KL(C || M) in bits, by prefix: C the model's clean names, M what masking letters says instead.

    A walk of `survive` masks letters, so it draws from M; the product w of what remained at each step is C / M up to a
    factor, and KL(C || M) is the mean of (w / mean w) log2(w / mean w). Names that are banned as a whole are no matter
    of letters: they are drawn again in both.
    """
    nothing = explore(engine, bans.automaton, prefixes, math.inf)
    walks = survive(engine, bans.automaton, nothing.open, [MASKING_WALKS] * len(prefixes), bans.judge, rng)
    every = np.ones(len(bans.words), dtype=np.bool_)
    bits = []
    for root in range(len(prefixes)):
        remained = 1 - walks.totals(root, every)
        remained = remained[remained > 1e-12]
        ratio = remained / remained.mean() if len(remained) else np.ones(1)
        bits.append(max(0.0, float((ratio * np.log2(ratio)).mean())))
    return tuple(bits)
