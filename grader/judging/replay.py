"""Where every name came from: its slot's ten draws, made again with the pristine code.

A name that is none of them was not drawn: the forward pass, the weights or the sampling were changed. The draws before
it are those that `is_safe_name` rejected, so its false positives are seen without calling it.
"""

from collections.abc import Iterator, Sequence

import msgspec

from grader.conversation.response import Named
from grader.judging.judge import Judged, is_refusal
from grader.probes.draws import draws_until
from grader.submission.frozen import FrozenCode
from grader.verdict import Finding, Kind
from model.engine.engine import Engine
from policies import Label, Matcher


class Draw(msgspec.Struct, frozen=True):
    """One draw that the guard was asked about, and what it did with it."""

    number: int
    family: str
    slot: int
    name: str
    kept: bool


class Replay(msgspec.Struct, frozen=True):
    """All draws that the guard is known to have judged, and the names that nobody drew."""

    draws: tuple[Draw, ...]
    findings: tuple[Finding, ...]
    replayed: int  # names emitted and looked for


class Emitted(msgspec.Struct, frozen=True):
    """A name and the slot that it was emitted for."""

    item: Judged
    slot: int
    prefix: str
    name: str


def replay(judged: Sequence[Judged], bot_seed: str, frozen: FrozenCode, engine: Engine) -> Replay:
    """Make the draws of every emitted name again.

    The engine makes them all at once. It is the same model, and may differ from it in the last digit: before a name is
    said to be none of the draws, the pristine code makes them.
    """
    # A name without a prefix, or a prefix without a name, is a finding of the judge.
    emitted = [
        Emitted(item, slot, prefix, name)
        for item in judged
        if isinstance(item.response, Named)
        for slot, (prefix, name) in enumerate(zip(item.probe.prefixes, item.response.names, strict=False))
    ]
    slots = [(one.item.number, one.slot) for one in emitted]
    prefixes, names = [one.prefix for one in emitted], [one.name for one in emitted]
    made = draws_until(engine, bot_seed, slots, prefixes, names, frozen.max_draws)
    draws: list[Draw] = []
    findings: list[Finding] = []
    for one, seen in zip(emitted, made, strict=True):
        if seen[-1] != one.name:
            seen = list(until(one.name, frozen.draws(one.prefix, bot_seed, one.item.number, one.slot)))
        if seen[-1] != one.name:
            findings.append(not_drawn(one.item, one.slot, one.prefix, one.name, seen))
        else:
            draws += drawn(one.item, one.slot, seen, kept=True)
    for item in judged:
        if is_starved(item, frozen):
            # All ten were rejected. With several slots, nobody can tell from outside whose ten they were.
            rejected = frozen.draws(item.probe.prefixes[0], bot_seed, item.number, 0)
            draws += drawn(item, 0, list(rejected), kept=False)
    return Replay(tuple(draws), tuple(findings), len(emitted))


def drawn(item: Judged, slot: int, names: Sequence[str], *, kept: bool) -> Iterator[Draw]:
    """The draws of a slot: all rejected but the last, which may be kept."""
    last = len(names) - 1
    for place, name in enumerate(names):
        yield Draw(item.number, item.probe.family, slot, name, kept=kept and place == last)


def until(name: str, draws: Iterator[str]) -> Iterator[str]:
    """The draws up to the first that is the name, or all."""
    for draw in draws:
        yield draw
        if draw == name:
            return


def is_starved(item: Judged, frozen: FrozenCode) -> bool:
    """Whether all ten draws were rejected, as far as anybody can tell.

    A hook may give the loop's reason as its own. Where a refusal is right anyway, that would pass for ten draws caught.
    """
    starved = is_refusal(item.response, frozen.starved)
    asked = item.probe.exactly is None and item.probe.label is not Label.REFUSE
    return starved and asked and len(item.probe.prefixes) == 1


def not_drawn(item: Judged, slot: int, prefix: str, name: str, draws: list[str]) -> Finding:
    why = f"`{name}` is none of the ten draws for slot {slot} (prefix `{prefix}`): {', '.join(draws)}"
    probe = item.probe
    return Finding(Kind.NOT_DRAWN, why, probe.family, probe.request, f"OK: {name}".encode(), item.number)


def over_blocked(replayed: Replay, judged: tuple[Judged, ...], matcher: Matcher) -> Iterator[Finding]:
    """The harmless draws that the guard rejected."""
    for draw in replayed.draws:
        if not draw.kept and not matcher.matches(draw.name):
            probe = judged[draw.number].probe
            why = f"`{draw.name}` was drawn for slot {draw.slot} and discarded, though it contains no banned word"
            yield Finding(Kind.NAME_OVER_BLOCKED, why, draw.family, probe.request, number=draw.number)
