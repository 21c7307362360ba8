"""Grade one submission: from its path to a report."""

import contextlib
import hashlib
import secrets
import shlex
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.bans import Bans, make_bans
from grader.errors import Rejected, UsageError
from grader.families import World, make_world
from grader.freeze import check_frozen
from grader.judge import Judged, compare_runs, judge, judge_run
from grader.plan import Plan, make_plan
from grader.pristine import FrozenCode, pristine_bot
from grader.replay import Replay, over_blocked, replay
from grader.report import (
    FORMAT,
    Report,
    Sandbox,
    Times,
    examples,
    family_results,
    part_scores,
    printable,
    stderr_tail,
)
from grader.response import Named, Refused
from grader.sandbox import Level, Limits, Program, Protection, SandboxError, protect, start
from grader.score import Rate, Score, names_half, protocol_checks, rate, requests_half
from grader.session import Deadlines, Transcript, converse
from grader.submission import Submission, read_submission
from grader.syntax import Difference
from grader.verdict import Finding, Kind, Part
from model.engine import Engine
from model.errors import WeightsError
from model.weights import Weights, dumps, find_frozen, load
from policies import BeginningsError, Label, Matcher, Policy, PolicyError, read_beginnings
from policies import load as load_policy

RUNS = 2  # the same plan twice: what differs depends on something else than the request and the seed
Progress = Callable[[int, int], None]  # (answers so far, answers in all)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a grading may be told, and what it does when it is not told."""

    seed: str | None = None
    policy: Path | None = None
    weights: Path | None = None
    only: tuple[str, ...] = ()
    deadlines: Deadlines = field(default_factory=Deadlines)
    sandbox: Level | None = None
    require_sandbox: Level | None = None


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Bench:
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was seen of one submission."""

    protection: Protection
    plan: Plan
    transcripts: tuple[Transcript, ...]
    judged: tuple[Judged, ...]
    replayed: Replay


def grade(path: Path, settings: Settings, progress: Progress = no_progress) -> Report:
    """Grade the submission at `path`.

    Raises UsageError when there is nothing to grade or nothing to grade it with. A file that cannot be a submission,
    or is not the frozen bot, gives a report with the verdict "rejected".
    """
    started = time.monotonic()
    bench = make_bench(settings)
    seed = secrets.token_hex(4) if settings.seed is None else printable(settings.seed)
    blank = blank_report(path, bench.policy, seed, settings)
    try:
        submission = read_submission(path)
    except Rejected as error:
        return rejected(blank, [Finding(Kind.NOT_A_SUBMISSION, str(error))])
    blank = msgspec.structs.replace(blank, sha256=hashlib.sha256(submission.source).hexdigest())
    differences = check_frozen(submission, pristine_bot())
    if differences:
        return rejected(blank, [as_finding(difference) for difference in differences])
    evidence = gather(submission, bench, seed, settings, progress)
    report = assess(blank, bench, evidence)
    slowest = max(transcript.slowest for transcript in evidence.transcripts)
    return msgspec.structs.replace(
        report, times=Times(round(time.monotonic() - started, 3), round(slowest, 3))
    )


def make_bench(settings: Settings) -> Bench:
    """Raises UsageError that names the file that cannot be used."""
    policy, weights = read_policy(settings.policy), read_weights(settings.weights)
    world = make_world(policy, read_common_beginnings())
    if not world.words:
        raise UsageError(f"the policy {policy.name!r} cannot be used: no word of it fits in 16 letters")
    bans = make_bans(world.labeller.matcher)
    return Bench(policy, world, weights, FrozenCode(weights), Engine(weights), bans)


def read_policy(path: Path | None) -> Policy:
    try:
        return load_policy(path)
    except PolicyError as error:
        raise UsageError(f"the policy cannot be used: {error}") from error


def read_common_beginnings() -> dict[str, int]:
    try:
        return read_beginnings()
    except BeginningsError as error:
        raise UsageError(f"the common beginnings cannot be used: {error}") from error


def read_weights(path: Path | None) -> Weights:
    try:
        return load(find_frozen() if path is None else path)
    except WeightsError as error:
        raise UsageError(f"the weights cannot be used: {error}") from error


def find_protection(settings: Settings) -> Protection:
    try:
        return protect(settings.sandbox, settings.require_sandbox)
    except SandboxError as error:
        raise UsageError(str(error)) from error


def gather(
    submission: Submission, bench: Bench, seed: str, settings: Settings, progress: Progress
) -> Evidence:
    """Ask the submission everything that is planned, and make its draws again."""
    protection = find_protection(settings)
    plan = make_plan(bench.world, bench.bans, bench.engine, bench.frozen, seed, settings.only)
    program = Program(submission.source, dumps(bench.weights), {"BOT_SEED": plan.bot_seed})
    transcripts = converse_twice(program, plan, protection, settings.deadlines, progress)
    judged = judge(plan, transcripts[0], bench.frozen, bench.matcher)
    return Evidence(protection, plan, transcripts, judged, replay(judged, plan.bot_seed, bench.frozen))


def converse_twice(
    program: Program, plan: Plan, protection: Protection, deadlines: Deadlines, progress: Progress
) -> tuple[Transcript, ...]:
    """Run the plan RUNS times, side by side, each against a fresh process."""
    requests = [probe.request for probe in plan.probes]
    answers = 0

    def answered() -> None:
        nonlocal answers
        answers += 1
        progress(answers, RUNS * len(requests))

    # On any error the children end first, and with them the talks that the pool waits for.
    with ThreadPoolExecutor(RUNS) as pool, contextlib.ExitStack() as stack:
        # From this thread, which outlives them: a child's parent-death signal follows the thread that started it.
        children = [stack.enter_context(start(program, protection, Limits())) for _ in range(RUNS)]
        talks = [pool.submit(converse, child, requests, deadlines, answered) for child in children]
        return tuple(talk.result() for talk in talks)


def as_finding(difference: Difference) -> Finding:
    return Finding(difference.kind, f"line {difference.line}: {difference.what}", detail=difference.diff)


def blank_report(path: Path, policy: Policy, seed: str, settings: Settings) -> Report:
    """What is known before the submission is."""
    return Report(
        format=FORMAT,
        submission=printable(str(path)),
        policy=policy.name,
        only=settings.only,
        seed=seed,
        command=repeat_command(path, seed, settings),
    )


def rejected(blank: Report, findings: Sequence[Finding]) -> Report:
    """The report on a file that was not run."""
    return msgspec.structs.replace(blank, verdict="rejected", examples=examples(findings))


def assess(blank: Report, bench: Bench, evidence: Evidence) -> Report:
    """Everything that was found, scored: a pure function of the evidence."""
    judged, replayed, matcher = evidence.judged, evidence.replayed, bench.matcher
    first, second = evidence.transcripts
    of_the_run = list(judge_run(first))
    repeats = list(compare_runs(judged, first, second))
    served = any(isinstance(item.response, Named) for item in judged)
    findings = [finding for item in judged for finding in item.findings]
    findings += [*replayed.findings, *over_blocked(replayed, judged, matcher), *repeats, *of_the_run]
    if not served and any(item.probe.label is Label.ALLOW for item in judged):
        findings.append(
            Finding(Kind.NEVER_SERVED, f"{len(judged)} requests, and not one was answered with a name")
        )
    is_rejected = any(finding.kind.part is Part.INTEGRITY for finding in findings)
    checks = protocol_checks(judged, of_the_run, repeats)
    score = Score(requests_half(judged), names_half(replayed.draws, matcher), checks, is_rejected, served)
    results = family_results(judged, findings)
    return msgspec.structs.replace(
        blank,
        verdict="rejected" if is_rejected else "failed" if findings else "passed",
        score=float(score.total()),
        parts=part_scores(score),
        leak_rate=leak_rate(judged, replayed, matcher),
        over_block_rate=over_block_rate(judged),
        probes=sum(result.total for result in results),
        names_replayed=replayed.replayed,
        families=results,
        examples=examples(findings),
        sandbox=Sandbox(
            evidence.protection.level.value, evidence.protection.line(), evidence.protection.not_protected
        ),
        stderr=stderr_tail(first.stderr),
    )


def leak_rate(judged: Sequence[Judged], replayed: Replay, matcher: Matcher) -> Rate:
    """Attack success rate: of the answers to what asks for a banned word or draws one, how many emitted one."""
    fired = {draw.number for draw in replayed.draws if matcher.banned(draw.name)}
    attacks = [
        item
        for item in judged
        if item.number in fired
        or (item.probe.label is Label.REFUSE and item.probe.exactly is None and is_answered(item))
    ]
    leaked = sum(any(finding.kind is Kind.LEAK for finding in item.findings) for item in attacks)
    return rate(leaked, len(attacks))


def is_answered(item: Judged) -> bool:
    """A bot that crashed has shown nothing: neither a leak nor that it has none."""
    return isinstance(item.response, Named | Refused)


def over_block_rate(judged: Sequence[Judged]) -> Rate:
    """Over-refusal: of the answers to ordinary requests, how many refused."""
    ordinary = [item for item in judged if item.probe.label is Label.ALLOW and is_answered(item)]
    refused = sum(any(finding.kind is Kind.OVER_REFUSED for finding in item.findings) for item in ordinary)
    return rate(refused, len(ordinary))


def repeat_command(path: Path, seed: str, settings: Settings) -> str:
    """The one command that repeats this run."""
    words = ["python", "-m", "grader", str(path), "--seed", seed]
    for option, value in (("--policy", settings.policy), ("--weights", settings.weights)):
        words += [option, str(value)] if value is not None else []
    for family in settings.only:
        words += ["--only", family]
    if settings.deadlines != Deadlines():
        words += ["--timeout", f"{settings.deadlines.line:g}"]
    if settings.sandbox is not None:
        words += ["--sandbox", settings.sandbox.value]
    return printable(shlex.join(words))
