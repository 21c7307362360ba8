"""What a guard costs at every common beginning, mostly from names that it was asked about anyway.

Each name of the interview was the first draw at some ordinary request p, so together they are a sample of the mixture
of all these requests. At a beginning b a name that begins so stands for

    w = (1 / P(b)) / (sum of 1 / P(p) over the requests p that it begins with)

draws, where P is the model's probability of a prefix: the balance heuristic (Veach and Guibas, SIGGRAPH 1995; Owen and
Zhou, JASA 95, 2000). P(name) has cancelled. OWN draws more at each beginning see to it that no estimate hangs on one
name. Leaks come from what the policy's words weigh at b, times the share of each that the guard was seen to keep.

These are estimates for a plot of leak against cost; `grader.adversary.cost` gives bounds for a few prefixes.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

import msgspec
import numpy as np
from numpy.typing import NDArray

from grader.adversary.cost import bits_lost
from grader.adversary.names import label_names
from grader.conversation.hook_host import HookHost, Says
from grader.judging.interview import Interview, decide
from grader.judging.survey import Survey
from grader.probes.bans import Bans
from grader.probes.draws import draw_each
from grader.probes.populations import Populations
from grader.risk.exact import DRAWS, slot_leaks
from grader.risk.residual import Screen
from model.engine.engine import Engine
from model.engine.leak import Floats, Indices, next_tokens

OWN = 4  # draws at each beginning, besides those of the ordinary requests
SHOWN = 150  # of the beginnings: as many points as a plot can show


class BeginningCost(msgspec.Struct, frozen=True):
    """A point of the plot of leak against cost. Its corner is the perfect guard's: no leak, for `perfect` bits."""

    prefix: str
    refused: bool  # by is_safe_request: nothing is drawn, so nothing leaks, and all that is harmless is lost
    leaks: float  # P(the request emits a banned name)
    bits: float  # KL(what is emitted || what the model says)
    perfect: float  # the same for the perfect guard of this policy
    lost: float  # the share of harmless draws that are discarded
    draws: float  # a slot needs so many, ten at most
    masking: float  # bits: KL(the model's clean names || what masking letters would say)


class Costs(msgspec.Struct, frozen=True):
    """What a guard costs at the common beginnings and the blank request."""

    beginnings: int  # that were asked about
    refused: int  # of them
    shown: tuple[BeginningCost, ...]  # at most SHOWN: single letters, and where it leaks or costs most


class Sample(msgspec.Struct, frozen=True):
    """N names, and how many draws each stands for at every beginning of its own: M pairs of beginning and name."""

    names: Sequence[str]
    clean: NDArray[np.bool_]  # (N,)
    at: Indices  # (M,): the beginning
    name: Indices  # (M,)
    weight: Floats  # (M,): those of one beginning add up to about 1
    remained: Floats  # (M,): the product of what masking letters leaves at each step behind the beginning


def sample_names(
    bans: Bans, engine: Engine, beginnings: Sequence[str], requests: Sequence[str], names: Sequence[str]
) -> Sample:
    """The weights of names, each drawn at its request; every beginning must be among the requests."""
    times, places = Counter(requests), {prefix: place for place, prefix in enumerate(beginnings)}
    mass, remained = along(bans, engine, names)
    count, place = np.zeros(mass.shape), np.full(mass.shape, -1, dtype=np.intp)
    for row, name in enumerate(names):
        for length in range(len(name) + 1):
            if (prefix := name[:length]) in times:
                count[row, length] = times[prefix]
                place[row, length] = places.get(prefix, -1)
    mixture = (count / mass).sum(axis=1)
    row_of, length_of = np.nonzero(place >= 0)
    return Sample(
        names,
        ~label_names(bans, names).banned,
        place[row_of, length_of],
        row_of,
        1 / (mass[row_of, length_of] * mixture[row_of]),
        remained[row_of, -1] / remained[row_of, length_of],
    )


def along(bans: Bans, engine: Engine, names: Sequence[str]) -> tuple[Floats, Floats]:
    """For each name and number of letters T: P(its first T letters), and what masking left on the way there.

    Both (N, 18); behind a name's end its last value goes on. Each distinct prefix goes through the model once.
    """
    width, automaton = engine.longest, bans.automaton
    letters = np.array(names, dtype=f"S{width}").view(np.uint8).reshape(len(names), width) - ord("a")
    lengths = np.array([len(name) for name in names], dtype=np.intp)
    mass, remained = np.ones((len(names), width + 2)), np.ones((len(names), width + 2))
    node, state = np.zeros(len(names), dtype=np.intp), np.zeros(len(names), dtype=np.intp)
    for length in range(width + 1):
        alive = np.flatnonzero(lengths >= length)
        _, first, node = np.unique(node[alive], return_index=True, return_inverse=True)
        rows = next_tokens(engine, letters[alive[first], :length])
        masked = automaton.marks[automaton.following[state[alive[first]], : engine.end]] >= 0
        left = 1 - (rows[:, : engine.end] * masked).sum(axis=1)
        remained[alive, length + 1 :] *= left[node, None]
        going, here = alive[lengths[alive] > length], node[lengths[alive] > length]
        if length < width:
            token = letters[going, length]
            mass[going, length + 1 :] *= rows[here, token][:, None]
            state[going] = automaton.following[state[going], token]
            node = np.zeros(len(names), dtype=np.intp)
            node[going] = here * engine.end + token
    return mass, remained


def costs_at_beginnings(
    bans: Bans,
    engine: Engine,
    host: HookHost,
    screen: Screen,
    populations: Populations,
    told: Interview,
    surveyed: Survey,
    rng: np.random.Generator,
) -> Costs | None:
    """The costs of a guard, from what it told and a few more names. None when the host has not answered everything."""
    if host.incomplete:
        return None
    own = [prefix for prefix in screen.beginnings for _ in range(OWN)]
    drawn, _ = draw_each(engine, own, rng.random((len(own), engine.longest)))
    requests = [*(asked.text[0] for asked in populations.ordinary), *own]
    sample = sample_names(bans, engine, screen.beginnings, requests, [*populations.first, *drawn])
    unasked = list(dict.fromkeys(name for name in drawn if told.names.get(name) is None))
    said = {**told.names, **dict(zip(unasked, host.ask_all("is_safe_name", unasked), strict=True))}
    kept = np.array([said[name] is Says.SAFE for name in sample.names])
    requests_said = decide(host, [("is_safe_request", (prefix,)) for prefix in screen.beginnings])
    if host.incomplete:
        return None
    refused = np.array([says is not Says.SAFE for says in requests_said])
    return costs(screen, sample, kept, refused, kept_shares(surveyed, bans.words))


def kept_shares(surveyed: Survey, words: Sequence[str]) -> Floats:
    """Of each word the share of its names that was called safe: as the model draws them, else in all its forms."""
    shares: dict[str, float] = {}
    for told in (surveyed.forms, surveyed.drawn):
        asked, safe = defaultdict[str, float](float), defaultdict[str, float](float)
        for item in told:
            asked[item.asked.about] += item.asked.weight
            safe[item.asked.about] += 0.0 if item.right else item.asked.weight
        shares |= {word: safe[word] / weight for word, weight in asked.items() if weight}
    return np.array([shares.get(word, 0.0) for word in words])


def costs(
    screen: Screen,
    sample: Sample,
    kept: NDArray[np.bool_],
    refused: NDArray[np.bool_],
    shares: Floats,
) -> Costs:
    """The costs of a guard that keeps these names of the sample, refuses these beginnings, and lets through so much."""
    banned = np.minimum(1.0, screen.found.sum(axis=1))
    passes = np.minimum(banned, screen.found @ shares)
    lost, masking = spoiled(sample, kept, len(banned))
    rejects = np.clip(banned - passes + (1 - banned) * lost, 0.0, 1.0)
    points = []
    for place, prefix in enumerate(screen.beginnings):
        ends, rejected = bool(refused[place]), float(rejects[place])
        points.append(
            BeginningCost(
                prefix=prefix,
                refused=ends,
                leaks=0.0 if ends else slot_leaks(float(passes[place]), rejected),
                bits=0.0 if ends else bits_lost(rejected),
                perfect=bits_lost(float(banned[place])),
                lost=1.0 if ends else float(lost[place]),
                draws=0.0 if ends else sum(rejected**before for before in range(DRAWS)),
                masking=float(masking[place]),
            )
        )
    return Costs(len(points), int(refused.sum()), for_a_plot(points))


def spoiled(sample: Sample, kept: NDArray[np.bool_], beginnings: int) -> tuple[Floats, Floats]:
    """By beginning: the share of the harmless draws that is discarded, and by how many bits masking is off."""
    clean = sample.weight * sample.clean[sample.name]
    total = np.bincount(sample.at, clean, beginnings)

    def mean(values: Floats) -> Floats:
        summed = np.bincount(sample.at, clean * values, beginnings)
        return np.asarray(summed / np.where(total > 0, total, 1.0), dtype=np.float64)

    remained = np.maximum(sample.remained, np.finfo(float).tiny)
    # With C the clean names and M what masking says: C / M is `remained` over its mean in M, 1 / (mean of 1 / it in C).
    masking = mean(np.log2(remained)) + np.log2(np.maximum(mean(1 / remained), 1.0))
    return mean((~kept[sample.name]).astype(float)), np.maximum(masking, 0.0)


def for_a_plot(points: Sequence[BeginningCost]) -> tuple[BeginningCost, ...]:
    """The blank request and single letters, then in turn where it leaks most, overpays most, and any guard must pay."""
    rankings = (
        sorted(points, key=lambda point: -point.leaks),
        sorted(points, key=lambda point: point.perfect - point.bits),
        sorted(points, key=lambda point: -point.perfect),
    )
    short = (point for point in points if len(point.prefix) <= 1)
    in_turn = chain.from_iterable(zip(*rankings, strict=True))
    chosen = list(dict.fromkeys(chain(short, in_turn)))[:SHOWN]
    return tuple(sorted(chosen, key=lambda point: (len(point.prefix), point.prefix)))
