"""The residual leak of a guard: how often it would still let a banned word out, at the beginnings where it is worst."""

import random
from collections.abc import Collection

import msgspec
import numpy as np

from grader.conversation.hook_host import HookHost, Question, Says
from grader.probes.bans import Bans
from grader.probes.families import World
from grader.risk.exact import GuardedRisk, Interval, Measured, draw_risks, guarded_risks, measure
from model.engine.engine import Engine, encode
from model.engine.leak import Floats, explore

SHOWN = 10  # beginnings
# Explored so far, a beginning's leak probability is right to about 2e-4; and further, where costs are wanted too.
SCREEN, FINE_SCREEN = 0.3, 0.1
LEAST, NAMED, WALKS, DRAWS = 0.003, 1e-4, 2_000, 150


class Bar(msgspec.Struct, frozen=True):
    """One common beginning: the chance that a request for it leaks, without any guard and with this one."""

    prefix: str
    unguarded: Interval
    guarded: Interval
    refused: bool  # by is_safe_request, before anything is drawn


class Residual(msgspec.Struct, frozen=True):
    """What a guard leaves: the chance that a request leaks, at the worst of all common beginnings, `at`.

    It is 0, with its bound, when every banned name that the guard was asked about was discarded. `words` are those that
    it let through.
    """

    worst: Interval
    at: str
    beginnings: int  # that were looked through
    bars: tuple[Bar, ...]  # the SHOWN worst beginnings
    words: tuple[str, ...]
    asked: int  # names


class Screen(msgspec.Struct, frozen=True):
    """What is banned at each common beginning and the blank request, roughly; no guard has part in it."""

    beginnings: tuple[str, ...]
    found: Floats  # (beginnings, words): P(a draw meets the word first), a lower bound


def screen_beginnings(world: World, bans: Bans, engine: Engine, least: float = SCREEN) -> Screen:
    """A look at all of them, to see where more is worth the while. What is found behind one counts before it too."""
    beginnings = ("", *world.common)
    found = explore(engine, bans.automaton, beginnings, least).found
    place = {beginning: index for index, beginning in enumerate(beginnings)}
    for length in range(max(map(len, beginnings)), 0, -1):
        longer = [
            beginning for beginning in beginnings if len(beginning) == length and beginning[:-1] in place
        ]
        if longer:
            above, own = ([place[text[:end]] for text in longer] for end in (-1, length))
            tokens = encode(longer)
            share = engine.probabilities(tokens[:, :-1])[np.arange(len(longer)), tokens[:, -1]]
            behind = np.zeros_like(found)
            np.add.at(behind, above, share[:, None] * found[own])
            found = np.maximum(found, behind)
    return Screen(beginnings, found)


def residual_leak(
    screen: Screen, bans: Bans, engine: Engine, host: HookHost, kept: Collection[str], rng: random.Random
) -> Residual | None:
    """Measure a guard at the beginnings that are worst without it, and worst for the words that it was seen to keep.

    None when the host has not answered everything: nothing is known then.
    """
    if host.incomplete:
        return None
    through = set(kept)
    measured = measure(
        bans,
        engine,
        worst_beginnings(screen, bans, through),
        np.random.default_rng(rng.getrandbits(128)),
        least=LEAST,
        walks=WALKS,
        named=NAMED,
        draws=DRAWS,
    )
    risks, asked = ask_guard(measured, host, through)
    if host.incomplete:
        return None
    bars = [
        Bar(risk.prefix, risk.banned, guarded.leaks, guarded.refused)
        for risk, guarded in zip(draw_risks(measured), risks, strict=True)
    ]
    bars.sort(key=lambda bar: (-bar.guarded.estimate, -bar.guarded.high, -bar.unguarded.estimate, bar.prefix))
    worst = bars[0]
    return Residual(
        worst.guarded,
        worst.prefix,
        len(screen.beginnings),
        tuple(bars[:SHOWN]),
        tuple(sorted(through)),
        asked,
    )


def worst_beginnings(screen: Screen, bans: Bans, through: Collection[str]) -> list[str]:
    """The SHOWN beginnings that are worst without a guard, and as many that are worst for the words let through."""
    leaky = [mark for mark, word in enumerate(bans.words) if word in through]
    total, of_leaky = screen.found.sum(axis=1), screen.found[:, leaky].sum(axis=1)
    worst = np.argsort(-total, kind="stable")[:SHOWN]
    leakiest = np.argsort(-of_leaky, kind="stable")[:SHOWN]
    chosen = [*worst.tolist(), *leakiest[of_leaky[leakiest] > 0].tolist()]
    return [screen.beginnings[index] for index in dict.fromkeys(chosen)]


def ask_guard(measured: Measured, host: HookHost, through: set[str]) -> tuple[tuple[GuardedRisk, ...], int]:
    """The guarded risks, and how many names were asked about; words newly seen to get through join `through`."""
    marks = measured.every_name()
    names = host.ask_names(marks)
    through |= {
        measured.bans.words[mark]
        for name, mark in marks.items()
        if mark >= 0 and names[name].says is Says.SAFE
    }
    answers = host.ask([Question("is_safe_request", [prefix]) for prefix in measured.prefixes])
    requests = dict(zip(measured.prefixes, answers, strict=True))
    return guarded_risks(measured, requests, names, through), len(names)
