"""The hooks are asked alone, about whole populations: what they decide, and what the bot would answer with that."""

import random
from collections.abc import Iterable, Sequence

import msgspec

from grader.conversation.hook_host import Call, HookHost, Says
from grader.probes.populations import Asked, Draws, Populations

MAX_DRAWS = 10  # of a slot
AGAIN = 100  # questions that are asked a second time, in the same interview

Request = tuple[str, ...]


class Interview(msgspec.Struct, frozen=True):
    """What one host said; None where there was no time to ask.

    `answered` is what the bot would answer: SAFE with names, UNSAFE and NEITHER with a refusal, NOTHING at all where
    the host broke. `turned`: a question was answered otherwise when it was asked again.
    """

    requests: dict[Request, Says | None]
    names: dict[str, Says | None]
    answered: dict[Request, Says | None]
    turned: bool = False


def interview(
    host: HookHost, populations: Populations, also: Iterable[Request], rng: random.Random
) -> Interview:
    """Ask about every request and name of the populations, and `also` these requests, in an order of its own."""
    sides = (
        (populations.harmful, populations.harmful_draws),
        (populations.ordinary, populations.ordinary_draws),
    )
    requests = dict.fromkeys([*(asked.text for side, _ in sides for asked in side), *also])
    asked_names = (*populations.forms, *populations.drawn, *populations.harmless)
    names = dict.fromkeys([*(asked.text[0] for asked in asked_names), *populations.first])
    calls: list[Call] = [("is_safe_request", request) for request in requests]
    calls += [("is_safe_name", name) for name in names]
    rng.shuffle(calls)
    said = dict(zip(calls, decide(host, calls), strict=True))
    # Where there was no time for all of them once, there is none to ask some twice.
    again = [] if None in said.values() else rng.sample(calls, min(AGAIN, len(calls)))
    asked = Interview(
        {request: said["is_safe_request", request] for request in requests},
        {name: said["is_safe_name", name] for name in names},
        {},
        any(
            {said[call], says} >= {Says.SAFE, Says.UNSAFE}
            for call, says in zip(again, decide(host, again), strict=True)
        ),
    )
    for side, draws in sides:
        asked.answered.update(answers(host, side, draws, asked))
    return asked


def decide(host: HookHost, calls: Sequence[Call]) -> list[Says | None]:
    """What comes of the calls; None for those that nobody had the time to make."""
    said = host.decide(calls)
    return list(said) if host.broken else [None if says is Says.NOTHING else says for says in said]


def answers(
    host: HookHost, side: Sequence[Asked], draws: Draws, asked: Interview
) -> dict[Request, Says | None]:
    """What the bot would answer to each request: up to ten draws a slot, until is_safe_name keeps one.

    The names that it takes to know are asked about, as far as nobody had the time for them, and noted in `asked`.
    """
    answered = {request.text: asked.requests[request.text] for request in side}
    slots = [request.text for request in side for _ in request.text]
    # A text that stands for several questions is answered once: each answer more would be one more chance to fail.
    number_of = {request.text: number for number, request in reversed(list(enumerate(side)))}
    own = (number_of[request.text] == number for number, request in enumerate(side) for _ in request.text)
    waiting = [slot for slot, first in enumerate(own) if first and answered[slots[slot]] is Says.SAFE]
    for number in range(MAX_DRAWS):
        drawn = dict(zip(waiting, draws.of(number, waiting), strict=True)) if waiting else {}
        new = [name for name in dict.fromkeys(drawn.values()) if asked.names.get(name) is None]
        asked.names.update(zip(new, decide(host, [("is_safe_name", name) for name in new]), strict=True))
        for slot, name in drawn.items():
            says = asked.names[name]
            if says not in (Says.SAFE, Says.UNSAFE):  # the loop fails closed
                answered[slots[slot]] = says
        waiting = [
            slot
            for slot in waiting
            if asked.names[drawn[slot]] is Says.UNSAFE and answered[slots[slot]] is Says.SAFE
        ]
    answered.update({slots[slot]: Says.UNSAFE for slot in waiting})
    return answered
