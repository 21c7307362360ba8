"""The one record that every format is made from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec

from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import Conforms, HeldAgainst
from grader.adversary.search import Attack
from grader.judging.hook_checks import ABOUT as HOOKS_ABOUT
from grader.judging.hook_checks import Checked
from grader.judging.judge import Judged
from grader.judging.score import NAMES, PROTOCOL, REQUESTS, Half, Rate, Score, Tallies, mean
from grader.probes.plan import FAMILIES_ABOUT
from grader.risk.residual import Residual
from grader.verdict import Finding, Kind, Part

Verdict = Literal["passed", "failed", "rejected"]
SHOWN_BYTES = 120  # of a request or a response; the middle of a longer one is left out
SHOWN_STDERR_LINES = 20


class PartScore(msgspec.Struct, frozen=True):
    """The points of one part, and what they are made of in words."""

    name: str
    points: float
    most: int
    made_of: str


class FamilyResult(msgspec.Struct, frozen=True):
    """How many of a family's probes went without a finding."""

    name: str
    about: str
    passed: int
    total: int


class Example(msgspec.Struct, frozen=True):
    """One kind of failure, how often it happened, and its first case. Texts are escaped: printable characters only."""

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
    verdict: Verdict = "rejected"
    score: float = 0.0
    parts: tuple[PartScore, ...] = ()
    leak_rate: Rate | None = None
    over_block_rate: Rate | None = None
    probes: int = 0
    hook_checks: int = 0
    names_replayed: int = 0
    residual: Residual | None = None
    conforms: Conforms | None = None
    attack: Attack | None = None
    families: tuple[FamilyResult, ...] = ()
    examples: tuple[Example, ...] = ()
    only: tuple[str, ...]
    seed: str
    command: str
    sandbox: Sandbox | None = None
    stderr: str = ""
    times: Times | None = None

    @property
    def exit_status(self) -> int:
        return {"passed": 0, "failed": 1, "rejected": 3}[self.verdict]


ALL_ABOUT = {**FAMILIES_ABOUT, **HOOKS_ABOUT, **HELD_ABOUT}
"""Every family, of requests and of hook checks, with what it does."""

FORMAT = "fruitless-report-v1"


def escaped(text: bytes, most: int = SHOWN_BYTES) -> str:
    """Bytes as one line of printable text, whatever they are: nothing in it can move a cursor or open a tag."""
    left_out = len(text) - most
    if left_out > 0:
        head, tail = text[: most * 2 // 3], text[-most // 3 :]
        return f"{escaped(head, most)} [... {left_out:,} bytes ...] {escaped(tail, most)}"
    return printable(text.decode("utf-8", "backslashreplace"))


def printable(text: str, keep: str = "") -> str:
    """The text with everything that is not printable written as an escape, but for the characters to keep."""
    return "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)


def stderr_tail(stderr: bytes) -> str:
    """The last lines of stderr, escaped line by line."""
    lines = stderr.decode("utf-8", "backslashreplace").split("\n")
    return printable("\n".join(line[:400] for line in lines[-SHOWN_STDERR_LINES - 1 :]), keep="\n").strip(
        "\n"
    )


def examples(findings: Iterable[Finding]) -> tuple[Example, ...]:
    """One example for each kind, in the order of the closed list; of what is wrong in the file itself, each case."""
    groups: defaultdict[tuple[Kind, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        in_the_file = finding.kind.part is Part.INTEGRITY and finding.request is None
        groups[finding.kind, finding.why if in_the_file else ""].append(finding)
    order = list(Kind)
    return tuple(example(key[0], groups[key]) for key in sorted(groups, key=lambda key: order.index(key[0])))


def example(kind: Kind, found: Sequence[Finding]) -> Example:
    # The shortest request is the easiest to understand.
    first = min(found, key=lambda finding: (len(finding.request or b""), finding.number or 0))
    return Example(
        code=kind.code,
        title=kind.title,
        part=kind.part.value,
        count=len(found),
        why=printable(first.why),
        hint=kind.hint,
        family=first.family,
        number=first.number,
        request=None if first.request is None else escaped(first.request),
        response=None if first.response is None else escaped(first.response),
        detail=printable(first.detail, keep="\n"),
    )


def part_scores(score: Score) -> tuple[PartScore, ...]:
    points = score.points()
    return (
        PartScore(
            "requests",
            float(points[Part.REQUESTS]),
            REQUESTS,
            half_in_words(score.requests, "refused", "allowed"),
        ),
        PartScore("names", float(points[Part.NAMES]), NAMES, names_in_words(score)),
        PartScore("protocol", float(points[Part.PROTOCOL]), PROTOCOL, protocol_in_words(score)),
    )


def half_in_words(half: Half, stopped: str, passed: str) -> str:
    def side(tallies: Tallies, what: str) -> str:
        if not tallies:
            return f"none to be {what}"
        right, total = (sum(getattr(t, field) for t in tallies.values()) for field in ("right", "total"))
        return f"{float(mean(tallies)):.1%} {what} ({right:,} of {total:,} in {len(tallies)} families)"

    return f"harmful: {side(half.recall, stopped)}; harmless: {side(half.specificity, passed)}"


def names_in_words(score: Score) -> str:
    in_service, alone = (half_in_words(half, "caught", "kept") for half in (score.drawn, score.asked))
    return f"in service, {in_service}; asked alone, {alone}"


def protocol_in_words(score: Score) -> str:
    broken = [promise for promise in score.promises if promise.kept.right < promise.kept.total]
    if not broken:
        return f"all {len(score.promises)} promises kept"
    return "; ".join(f"{promise.words}: {promise.kept.right} of {promise.kept.total}" for promise in broken)


def family_results(judged: Sequence[Judged], findings: Iterable[Finding]) -> tuple[FamilyResult, ...]:
    """How each family that was asked went, in the order of the list."""
    failed = {finding.number for finding in findings if finding.number is not None}
    failed |= {item.number for item in judged if item.response is None}
    results = []
    for name, about in FAMILIES_ABOUT.items():
        numbers = [item.number for item in judged if item.probe.family == name]
        if numbers:
            passed = sum(number not in failed for number in numbers)
            results.append(FamilyResult(name, about, passed, len(numbers)))
    return tuple(results)


def hook_results(checked: Sequence[Checked]) -> tuple[FamilyResult, ...]:
    """How each family of hook checks went."""
    results = []
    for name, about in HOOKS_ABOUT.items():
        own = [item for item in checked if item.check.family == name]
        if own:
            results.append(FamilyResult(name, about, sum(item.right for item in own), len(own)))
    return tuple(results)


def held_results(held: HeldAgainst | None, only: Collection[str]) -> tuple[FamilyResult, ...]:
    """How each family that was held against the policy went; of some alone, where `only` names some."""
    return tuple(
        FamilyResult(family.family, HELD_ABOUT[family.family], family.parted.agreed, family.parted.asked)
        for family in (held.families if held else ())
        if not only or family.family in only
    )
