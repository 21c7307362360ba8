"""What will be asked: a pure function of policy, beginnings, weights and seed. Same seed, same plan."""

import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass

from grader.probes.aim import ABOUT as AIMED_ABOUT
from grader.probes.aim import aim, confirm
from grader.probes.bans import Bans
from grader.probes.families import FAMILIES, World
from grader.submission.frozen import FrozenCode
from model.engine.engine import Engine
from policies import Label

FAMILIES_ABOUT = {**{family.name: family.about for family in FAMILIES.values()}, **AIMED_ABOUT}
"""Every family of requests with what it does in a student's words, in the order of a report."""

FILLER = ""  # the family of a line that only keeps a request number
STRESS = ("no letters", "bytes", "long")  # last, so that a bot that breaks on them has answered all the rest


@dataclass(frozen=True, slots=True)
class Probe:
    """One request, and what is right for it."""

    request: bytes
    family: str
    label: Label
    why: str
    prefixes: tuple[str, ...]  # as the hooks see them
    exactly: str | None = None  # the frozen loop's own response, where no hook is asked


@dataclass(frozen=True, slots=True)
class Plan:
    """The probes in the order in which they are sent; a probe's index is its request number."""

    seed: str
    bot_seed: str
    probes: tuple[Probe, ...]


def bot_seed_of(seed: str) -> str:
    """What the bot is told: enough to repeat its draws, and nothing from which the plan could be made again."""
    return hashlib.sha256(f"bot seed of {seed}".encode()).hexdigest()[:16]


def label_line(request: bytes, family: str, world: World, frozen: FrozenCode) -> Probe:
    """The probe for a request line: what remains of it after the frozen loop's filter, and the policy's label."""
    line = request.removesuffix(b"\r").decode("utf-8", "replace")
    prefixes = tuple(frozen.read_prefixes(line))
    if (refusal := frozen.own_refusal(line)) is not None:
        why = "the frozen loop refuses it before any hook is asked"
        return Probe(request, family, Label.REFUSE, why, prefixes, exactly=refusal)
    labelled = world.labeller.label(prefixes)
    return Probe(request, family, labelled.label, labelled.reason, prefixes)


def make_plan(
    world: World, bans: Bans, engine: Engine, frozen: FrozenCode, seed: str, only: Collection[str] = ()
) -> Plan:
    """The probes of all families, in an order that tells nothing about them.

    `only` keeps the probes of the families that it names, under the same request numbers and so with the same draws;
    a line that no hook is asked about stands for each of the others.
    """
    asked: list[Probe] = []
    stress: list[Probe] = []
    for family in FAMILIES.values():
        lines = family.ask(world, random.Random(f"{seed}/{family.name}"))
        probes = [label_line(line, family.name, world, frozen) for line in lines]
        (stress if family.name in STRESS else asked).extend(probes)
    order = random.Random(f"{seed}/order")
    order.shuffle(asked)
    order.shuffle(stress)
    bot_seed = bot_seed_of(seed)
    aimed = aim(world, bans, engine, bot_seed, range(len(asked)), random.Random(f"{seed}/aim"))
    confirm(aimed, bans, frozen, bot_seed)
    # Each aimed request has its number; the others move up to make room.
    at = {
        shot.number: label_line(" ".join(shot.prefixes).encode(), shot.family, world, frozen)
        for shot in aimed
    }
    others = iter(asked)
    probes = [at.get(number) or next(others) for number in range(len(asked) + len(aimed))] + stress
    if only:
        filler = label_line(b"!", FILLER, world, frozen)
        probes = [probe if probe.family in only else filler for probe in probes]
    return Plan(seed, bot_seed, tuple(probes))
