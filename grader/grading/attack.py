"""What `python -m grader attack` tells: the worst requests that a guard lets through."""

import random
from collections.abc import Callable
from pathlib import Path

import msgspec

from grader.adversary.conformance import conformance_set
from grader.adversary.hooks import hold_against, kept_names
from grader.adversary.search import Attack, search
from grader.errors import UsageError
from grader.grading.hosting import Hosted, hosted
from grader.risk.residual import screen_beginnings, worst_beginnings
from grader.sandbox import Level


class AttackReport(msgspec.Struct, frozen=True):
    """What was searched, and what was found."""

    policy: str
    seed: str
    asked: int  # names, before the search
    kept: int  # banned names among them that the guard called safe
    attack: Attack


def make_attack_report(
    path: Path,
    seed: str,
    seconds: float,
    policy: Path | None,
    weights: Path | None,
    sandbox: Level | None,
    progress: Callable[[int, int], None],
) -> AttackReport:
    """Raises UsageError for what cannot be used or asked, and Rejected for a file that is rejected."""
    with hosted(path, policy, weights, sandbox) as opened:
        return attack_hosted(opened, seed, seconds, progress)


def attack_hosted(
    opened: Hosted, seed: str, seconds: float, progress: Callable[[int, int], None]
) -> AttackReport:
    """First what the guard keeps of the names of both families of checks, then the search."""
    bench, host, rng = opened.bench, opened.host, random.Random(f"{seed}/attack")
    held = hold_against(host, bench.bans, conformance_set(bench.bans), opened.region, rng)
    if held is not None:
        kept = kept_names(held.families, bench.bans, rng)
        screen = screen_beginnings(bench.world, bench.bans, bench.engine)
        also = worst_beginnings(screen, bench.bans, set(kept.values()))
        found = search(host, bench.bans, bench.engine, kept, also, rng, seconds=seconds, progress=progress)
    if held is None or found is None:
        raise UsageError(f"the hooks cannot be asked: {host.broken}")
    parted = [family.parted for family in held.families]
    return AttackReport(
        bench.policy.name,
        seed,
        sum(part.asked for part in parted),
        sum(len(part.missed) for part in parted),
        found,
    )
