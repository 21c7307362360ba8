"""What a process must have to grade the submissions of a class, and what follows from it: the same for all of them."""

import hashlib
import importlib.metadata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from grader.cohort.finding.find import Found
from grader.cohort.record import FORMAT, Configuration
from grader.conversation.deadlines import Deadlines
from grader.grading.bench import bench_of, read_policy, read_weights
from grader.grading.run import seed_of
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.sandbox import Level
from model.weights import find_frozen
from model.weights import loads as load_weights
from policies import FRUIT
from policies import loads as load_policy


class Kit(msgspec.Struct, frozen=True):
    """The files, and what the grading was told."""

    seed: str
    policy: bytes
    weights: bytes
    # As they were given, for the command that repeats one grading.
    program: tuple[str, ...] = ("grade",)
    policy_path: str | None = None
    weights_path: str | None = None
    timeout: float = Deadlines().line
    thorough: bool = False
    view: str = "instructor"
    sandbox: str | None = None
    require_sandbox: str | None = None

    def settings(self) -> Settings:
        return Settings(
            program=self.program,
            seed=self.seed,
            policy=Path(self.policy_path) if self.policy_path else None,
            weights=Path(self.weights_path) if self.weights_path else None,
            deadlines=Deadlines(line=self.timeout),
            sandbox=Level(self.sandbox) if self.sandbox else None,
            require_sandbox=Level(self.require_sandbox) if self.require_sandbox else None,
            thorough=self.thorough,
            for_student=self.view == "student",
        )


@lru_cache(maxsize=1)
def shared_by(kit: Kit) -> Shared:
    """What all submissions share in this process, of files that can be used."""
    policy = load_policy(kit.policy.decode(), kit.policy_path)
    weights = load_weights(kit.weights, kit.weights_path or "weights")
    return Shared(bench_of(policy, weights), kit.seed, kit.settings())


def plan_digest(shared: Shared) -> str:
    """The SHA-256 of what is asked, and of what is right for it."""
    seen = hashlib.sha256(shared.plan.bot_seed.encode())
    for probe in shared.plan.probes:
        seen.update(repr((probe.request, probe.family, probe.label.name, probe.exactly)).encode())
    return seen.hexdigest()


def kit_of(settings: Settings) -> Kit:
    """What the processes must have. Raises UsageError for files that cannot be used."""
    read_policy(settings.policy)
    read_weights(settings.weights)
    return Kit(
        seed=seed_of(settings),
        policy=(settings.policy or FRUIT).read_bytes(),
        weights=(settings.weights or find_frozen()).read_bytes(),
        program=settings.program,
        policy_path=None if settings.policy is None else str(settings.policy),
        weights_path=None if settings.weights is None else str(settings.weights),
        timeout=settings.deadlines.line,
        thorough=settings.thorough,
        view="student" if settings.for_student else "instructor",
        sandbox=settings.sandbox and settings.sandbox.value,
        require_sandbox=settings.require_sandbox and settings.require_sandbox.value,
    )


def configuration_of(kit: Kit, found: Sequence[Found], part: tuple[int, int] | None) -> Configuration:
    shared = shared_by(kit)
    keys = "\n".join(one.key for one in found).encode()
    return Configuration(
        format=FORMAT,
        grader=importlib.metadata.version("fruitless"),
        seed=kit.seed,
        policy=shared.bench.policy.name,
        policy_sha256=hashlib.sha256(kit.policy).hexdigest(),
        weights_sha256=hashlib.sha256(kit.weights).hexdigest(),
        plan_sha256=plan_digest(shared),
        timeout=kit.timeout,
        thorough=kit.thorough,
        view=kit.view,
        sandbox=kit.sandbox,
        require_sandbox=kit.require_sandbox,
        submissions_sha256=hashlib.sha256(keys).hexdigest() if part else None,
        part=part,
    )
