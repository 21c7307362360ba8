"""What submissions are held against: policy, weights and what follows from them."""

import shlex
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.grading.settings import Settings
from grader.probes.bans import Bans, make_bans
from grader.probes.families import World, make_world
from grader.submission.frozen import FrozenCode
from model.engine.engine import Engine
from model.errors import WeightsError
from model.weights import Weights, find_frozen, load
from policies import BeginningsError, GivenNames, Matcher, Policy, PolicyError, audit, read_given_names
from policies import load as load_policy

# Ordinary names, and as many beginnings: with fewer, nobody could tell whether a bot refuses too much.
LEAST = 20


class Bench(msgspec.Struct, frozen=True):
    """What submissions are held against, read and checked once."""

    policy: Policy
    world: World
    weights: Weights
    frozen: FrozenCode
    engine: Engine
    bans: Bans

    @property
    def matcher(self) -> Matcher:
        return self.world.labeller.matcher


def make_bench(settings: Settings) -> Bench:
    """Raises UsageError that names the file that cannot be used."""
    return bench_of(read_policy(settings.policy), read_weights(settings.weights))


def bench_of(policy: Policy, weights: Weights) -> Bench:
    """Raises UsageError for a policy of which next to nothing can be asked."""
    given = read_ordinary_names()
    world = make_world(policy, given)
    if not world.words:
        raise UsageError(f"the policy {policy.name!r} cannot be used: no word of it fits in 16 letters")
    if len(world.names) < LEAST or len(world.common) < LEAST:
        raise UsageError(
            f"the policy {policy.name!r} cannot be used: of what ordinary people ask for, it leaves "
            f"{len(world.names):,} of {len(given.common):,} names and "
            f"{len(world.common):,} of {len(given.beginnings):,} beginnings"
        )
    bans = make_bans(world.labeller.matcher)
    return Bench(policy, world, weights, FrozenCode(weights), Engine(weights), bans)


def read_policy(path: Path | None) -> Policy:
    try:
        return load_policy(path)
    except PolicyError as error:
        raise UsageError(f"the policy cannot be used: {error}") from error


def policy_problems(path: Path, is_hidden: bool) -> str:
    """What `policies check` says of somebody's policy, in a line; "" for nothing. What is hidden is not named.

    Raises UsageError for a file that is no policy.
    """
    problems = audit(read_policy(path), read_ordinary_names())
    if not problems:
        return ""
    first = f", the first: {problems[0].place}: {problems[0].reason}" if not is_hidden else ""
    check = shlex.join(["python", "-m", "policies", "check", str(path)])
    return f"{path}: {len(problems)} problem{'s' * (len(problems) > 1)}{first}. All of them: {check}"


def read_ordinary_names() -> GivenNames:
    try:
        return read_given_names()
    except BeginningsError as error:
        raise UsageError(f"the ordinary names cannot be used: {error}") from error


def read_weights(path: Path | None) -> Weights:
    try:
        return load(find_frozen() if path is None else path)
    except WeightsError as error:
        raise UsageError(f"the weights cannot be used: {error}") from error
