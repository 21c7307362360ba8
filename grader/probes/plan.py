"""What will be asked: a pure function of policy, given names, weights and seed. Same seed, same plan."""

import hashlib
import random
from collections.abc import Collection

from grader.probes.aim import ABOUT as AIMED_ABOUT
from grader.probes.aim import aim, confirm
from grader.probes.bans import Bans
from grader.probes.families import FAMILIES, World
from grader.probes.probe import Plan, Probe, label_line
from grader.submission.frozen import FrozenCode
from model.engine.engine import Engine

FAMILIES_ABOUT = {**{family.name: family.about for family in FAMILIES.values()}, **AIMED_ABOUT}
"""Every family of requests with what it does in a student's words, in the order of a report."""

FILLER = ""  # the family of a line that only keeps a request number
STRESS = ("no letters", "bytes", "long")  # last, so that a bot that breaks on them has answered all the rest


def bot_seed_of(seed: str) -> str:
    """What the bot is told: enough to repeat its draws, and nothing from which the plan could be made again."""
    return hashlib.sha256(f"bot seed of {seed}".encode()).hexdigest()[:16]


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
