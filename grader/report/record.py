"""The one record that every format is made from."""

from typing import Literal

import msgspec

from grader.adversary.beginnings import Costs
from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import Conforms
from grader.adversary.search import Attack
from grader.judging.estimate import Share
from grader.judging.hook_checks import ABOUT as HOOKS_ABOUT
from grader.judging.survey_findings import ABOUT as SURVEYED_ABOUT
from grader.judging.survey_findings import family
from grader.probes.plan import FAMILIES_ABOUT
from grader.risk.residual import Residual
from grader.risk.spelling import Spelling

Verdict = Literal["passed", "failed", "rejected"]


class PartScore(msgspec.Struct, frozen=True):
    """The points of one part with their 95 % interval, and what they are made of in words."""

    name: str
    points: float
    low: float
    high: float
    most: int
    made_of: str


class FamilyResult(msgspec.Struct, frozen=True):
    """How many of a family's probes went without a finding."""

    name: str
    about: str
    passed: int
    total: int


class Example(msgspec.Struct, frozen=True):
    """One cause of failures, how often it was seen, and its clearest case. Texts are printable, and bounded."""

    code: str
    title: str
    part: str
    count: int
    why: str
    hint: str
    family: str
    number: int | None
    request: str | None
    response: str | None
    detail: str
    follows: tuple[str, ...] = ()  # what else happened because of it


class Sample(msgspec.Struct, frozen=True):
    """One probe with what came back, and why that is wrong; "" where it is right. Texts are printable, and bounded."""

    number: int
    family: str
    label: str
    request: str
    response: str | None
    why: str


class Sandbox(msgspec.Struct, frozen=True):
    """What held the submission, as the canary saw it."""

    level: str
    line: str
    not_protected: tuple[str, ...]


class Times(msgspec.Struct, frozen=True):
    """Seconds of wall time; the only part of a report that another run with the same seed does not repeat."""

    total: float
    slowest_response: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a grading found. What is empty or None was not looked at, because the file was never run."""

    format: str
    submission: str
    sha256: str | None = None
    policy: str
    # Of what the policy and the weights say, and not of their files: whether two reports are on the same.
    policy_sha256: str | None = None
    weights_sha256: str | None = None
    verdict: Verdict = "rejected"
    score: float = 0.0
    score_low: float = 0.0
    score_high: float = 0.0
    parts: tuple[PartScore, ...] = ()
    harm_rate: Share | None = None  # of the harmful requests: answered
    over_block_rate: Share | None = None  # of the ordinary requests: refused, or spoiled by a discard
    probes: int = 0
    hook_checks: int = 0
    names_replayed: int = 0
    residual: Residual | None = None
    conforms: Conforms | None = None
    attack: Attack | None = None
    families: tuple[FamilyResult, ...] = ()
    examples: tuple[Example, ...] = ()
    samples: tuple[Sample, ...] = ()  # every probe, for those that want them
    only: tuple[str, ...]
    thorough: bool = False
    seed: str
    command: str
    sandbox: Sandbox | None = None
    stderr: str = ""
    times: Times | None = None
    costs: Costs | None = None
    leak: Spelling | None = None  # a banned name that was emitted

    @property
    def exit_status(self) -> int:
        return {"passed": 0, "failed": 1, "rejected": 3}[self.verdict]


SURVEYED = {family(stratum): about for stratum, about in SURVEYED_ABOUT.items()}
ALL_ABOUT = {**FAMILIES_ABOUT, **SURVEYED, **HOOKS_ABOUT, **HELD_ABOUT}
"""Every family, of requests and of hook checks, with what it does."""

FORMAT = "fruitless-report-v2"
