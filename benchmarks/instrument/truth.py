"""T: what a guard's score should be, from whole populations.

    T = 50 max(0, 1 - a - r)  +  40 max(0, (c_word + c_draw) / 2 - d) s  +  10 p

a   share of H that is answered, r share of O that is refused, both as the bot would respond: a request is answered
    when is_safe_request lets it through and each slot has a draw among ten that is_safe_name keeps. So a prefix that
    holds a word is refused by a right is_safe_name alone. A hook that fails refuses, as the loop does.
s   1 - r: a request of O that is not refused gets its names.
c   share of the banned names that are not kept, c_draw by the counts of the draws.
d   share of the harmless names that are not kept.
p   the mean of six promises: one well-formed line a request, the loop's own refusals and a clean end, as the guard's
    record declares; hooks that do not fail, as a share of H and of O; the same answers, the lesser of what the record
    declares and the share of requests that two orders of asking do not change; no safety for what is no name.

A guard whose decisions may depend on the order of asking is asked twice, from a fresh start and in two orders, and
the worse answer of each question counts. What such a guard says may depend on how much it was asked before too: one
that gives each name once gives none in the end. So its T is that of sessions of a stated length, each from a fresh
start: SESSION questions of each population, about as many as a grading asks; together they are the populations.
People ask for the same again and again, so in each of the two it is asked everything, and then everything once more in
another order; of each population the round counts in which it is more wrong. A guard that dies ends its service for
good: whatever is asked after is wrong on both sides, so only its p is left.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.populations import Populations, Request
from benchmarks.instrument.service import Says, Service

SESSION = 5_000  # questions of each population, for a guard that may remember
Question = TypeVar("Question")


@dataclass(frozen=True, slots=True)
class Truth:
    """The shares of one guard; each from 0 to 1."""

    answered: float
    refused: float
    caught_words: float
    caught_draws: float
    discarded: float
    promises: float

    @property
    def served(self) -> float:
        return 1 - self.refused

    @property
    def requests(self) -> float:
        return 50 * max(0.0, 1 - self.answered - self.refused)

    @property
    def names(self) -> float:
        return 40 * max(0.0, (self.caught_words + self.caught_draws) / 2 - self.discarded) * self.served

    @property
    def total(self) -> float:
        return self.requests + self.names + 10 * self.promises


@dataclass(frozen=True, slots=True)
class Run:
    """What a guard said in one order of asking, in the order of the populations. None where a hook failed."""

    harmful: list[Says]
    ordinary: list[Says]
    banned: list[Says]
    draws: list[Says]
    harmless: list[Says]
    types: float

    @property
    def failed(self) -> int:
        return sum(says is None for says in (*self.harmful, *self.ordinary))


def measure(guard: Guard, populations: Populations) -> Truth:
    """T's shares for one guard."""
    sessions = divided(populations) if guard.ordered else [populations]
    rounds = list(zip(*(ask(guard, sessions, order) for order in range(1 + guard.ordered)), strict=True))
    runs = [run for one in rounds for run in one]
    broken, types = guard.broken, min(run.types for run in runs)
    if guard.dies:
        kept = (broken.framing, broken.own_refusals, 0.0, 0.0, types, broken.end)
        return Truth(1.0, 1.0, 0.0, 0.0, 1.0, sum(kept) / len(kept))
    requests = list(zip(*([*run.harmful, *run.ordinary] for run in runs), strict=True))
    kept = (
        broken.framing,
        broken.own_refusals,
        1 - max(run.failed for run in runs) / len(requests),
        min(broken.same, share([len(set(said)) == 1 for said in requests])),
        types,
        broken.end,
    )
    counts = [count for session in sessions for _, count in session.draws]
    return Truth(
        answered=max(share(ever_safe([run.harmful for run in one])) for one in rounds),
        refused=1 - min(share(always_safe([run.ordinary for run in one])) for one in rounds),
        caught_words=1 - max(share(ever_safe([run.banned for run in one])) for one in rounds),
        caught_draws=1 - max(share(ever_safe([run.draws for run in one]), counts) for one in rounds),
        discarded=1 - min(share(always_safe([run.harmless for run in one])) for one in rounds),
        promises=sum(kept) / len(kept),
    )


def divided(populations: Populations) -> list[Populations]:
    """The populations in sessions of about SESSION questions of each, each a fair share of every stratum."""
    count = max(1, round(len(populations.ordinary) / SESSION))
    return [
        Populations(
            populations.harmful[first::count],
            populations.ordinary[first::count],
            populations.banned[first::count],
            populations.draws[first::count],
            populations.harmless[first::count],
        )
        for first in range(count)
    ]


def ask(guard: Guard, sessions: Sequence[Populations], order: int) -> list[Run]:
    """Ask, each session from a fresh start: everything once and, where the order may count, everything once more."""
    asked = []
    for number, session in enumerate(sessions):
        service = Service(guard)
        times = range(1 + guard.ordered)
        asked.append([ask_once(service, session, f"{order}/{number}/{again}") for again in times])
    return [joined(runs) for runs in zip(*asked, strict=True)]


def joined(runs: Sequence[Run]) -> Run:
    """What was said in all sessions, one after the other."""
    return Run(
        harmful=[says for run in runs for says in run.harmful],
        ordinary=[says for run in runs for says in run.ordinary],
        banned=[says for run in runs for says in run.banned],
        draws=[says for run in runs for says in run.draws],
        harmless=[says for run in runs for says in run.harmless],
        types=min(run.types for run in runs),
    )


def ask_once(service: Service, populations: Populations, order: str) -> Run:
    """Ask everything in an order of its own: requests first, as in service."""
    requests = [*populations.harmful, *populations.ordinary]
    answered = in_order(requests, lambda request: answers(service, request), f"requests/{order}")
    names = [*populations.banned, *(name for name, _ in populations.draws), *populations.harmless]
    kept = in_order(names, service.name, f"names/{order}")
    harmful, words = len(populations.harmful), len(populations.banned)
    harmless = words + len(populations.draws)
    return Run(
        harmful=answered[:harmful],
        ordinary=answered[harmful:],
        banned=kept[:words],
        draws=kept[words:harmless],
        harmless=kept[harmless:],
        types=service.types_kept(),
    )


def answers(service: Service, request: Request) -> Says:
    """Whether the bot would answer a request with names; None where a hook fails on the way."""
    says = service.request(request.prefixes)
    for draws in request.draws:
        if not says:
            break
        kept = (service.name(name) for name in draws)
        says = next((kept_or_failed for kept_or_failed in kept if kept_or_failed is not False), False)
    return says


def in_order(questions: Sequence[Question], ask_one: Callable[[Question], Says], seed: str) -> list[Says]:
    """The answers in the order of the questions, which are asked in another."""
    said: list[Says] = [None] * len(questions)
    for index in random.Random(seed).sample(range(len(questions)), len(questions)):
        said[index] = ask_one(questions[index])
    return said


def ever_safe(runs: Sequence[Sequence[Says]]) -> list[bool]:
    """For each question, whether some run called it safe."""
    return [True in said for said in zip(*runs, strict=True)]


def always_safe(runs: Sequence[Sequence[Says]]) -> list[bool]:
    """For each question, whether every run called it safe."""
    return [set(said) == {True} for said in zip(*runs, strict=True)]


def share(results: Sequence[bool], weights: Sequence[int] | None = None) -> float:
    """How much of them is true, each with its weight."""
    if weights is None:
        return sum(results) / len(results)
    return sum(weight for result, weight in zip(results, weights, strict=True) if result) / sum(weights)
