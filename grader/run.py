"""Grade one submission: from its path to a report."""

import hashlib
import secrets
import shlex
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Rejected, UsageError
from grader.families import FAMILIES, make_world
from grader.freeze import Difference, check_frozen
from grader.judge import Judged, compare_runs, judge, judge_run
from grader.plan import Plan, make_plan
from grader.pristine import FrozenCode, pristine_bot
from grader.replay import Replay, over_blocked, replay
from grader.report import FORMAT, Report, Sandbox, Times, examples, family_results, part_scores, stderr_tail
from grader.response import Named
from grader.sandbox import Level, Limits, Program, Protection, SandboxError, protect, start
from grader.score import Rate, Score, names_half, protocol_checks, rate, requests_half
from grader.session import Deadlines, Transcript, converse
from grader.submission import Submission, read_submission
from grader.verdict import Finding, Kind, Part
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
    deadlines: Deadlines = Deadlines()
    sandbox: Level | None = None
    require_sandbox: Level | None = None


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def grade(path: Path, settings: Settings, progress: Progress = no_progress) -> Report:
    """Grade the submission at `path`.

    Raises UsageError when there is nothing to grade or nothing to grade it with. A file that cannot be a submission,
    or is not the frozen bot, gives a report with the verdict "rejected".
    """
    started = time.monotonic()
    seed = secrets.token_hex(4) if settings.seed is None else settings.seed
    policy, weights = read_policy(settings.policy), read_weights(settings.weights)
    world = make_world(policy, read_common_beginnings())
    command = repeat_command(path, seed, settings)
    try:
        submission = read_submission(path)
    except Rejected as error:
        return rejected(path, None, policy, seed, command, [Finding(Kind.NOT_A_SUBMISSION, str(error))])
    differences = check_frozen(submission, pristine_bot())
    if differences:
        return rejected(path, submission, policy, seed, command, list(map(as_finding, differences)))
    protection = find_protection(settings)
    frozen = FrozenCode(weights)
    plan = make_plan(world, frozen, seed, settings.only)
    transcripts = run(submission, weights, plan, protection, settings, progress)
    matcher = world.labeller.matcher
    judged = judge(plan, transcripts[0], frozen, matcher)
    replayed = replay(judged, plan.bot_seed, frozen)
    return assemble(
        path,
        submission,
        policy,
        settings,
        seed,
        command,
        protection,
        transcripts,
        judged,
        replayed,
        matcher,
        started,
    )


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


def run(
    submission: Submission,
    weights: Weights,
    plan: Plan,
    protection: Protection,
    settings: Settings,
    progress: Progress,
) -> list[Transcript]:
    """Run the plan RUNS times, side by side, each against a fresh process."""
    program = Program(submission.source, dumps(weights), {"BOT_SEED": plan.bot_seed})
    requests = [probe.request for probe in plan.probes]
    answers = 0

    def answered() -> None:
        nonlocal answers
        answers += 1
        progress(answers, RUNS * len(requests))

    with ThreadPoolExecutor(RUNS) as pool:
        children = []
        try:
            # From this thread, which outlives them: a child's parent-death signal follows the thread that started it.
            for _ in range(RUNS):
                children.append(start(program, protection, Limits()))
            talks = [pool.submit(converse, child, requests, settings.deadlines, answered) for child in children]
            return [talk.result() for talk in talks]
        finally:
            for child in children:
                child.__exit__(None, None, None)


def as_finding(difference: Difference) -> Finding:
    return Finding(difference.kind, f"line {difference.line}: {difference.what}", detail=difference.diff)


def rejected(
    path: Path,
    submission: Submission | None,
    policy: Policy,
    seed: str,
    command: str,
    findings: Sequence[Finding],
) -> Report:
    """The report on a file that was not run."""
    return Report(
        format=FORMAT,
        submission=str(path),
        sha256=None if submission is None else hashlib.sha256(submission.source).hexdigest(),
        policy=policy.name,
        verdict="rejected",
        score=0.0,
        parts=(),
        leak_rate=None,
        over_block_rate=None,
        probes=0,
        names_replayed=0,
        families=(),
        examples=examples(findings),
        only=(),
        seed=seed,
        command=command,
        sandbox=None,
        stderr="",
        times=None,
    )


def assemble(
    path: Path,
    submission: Submission,
    policy: Policy,
    settings: Settings,
    seed: str,
    command: str,
    protection: Protection,
    transcripts: Sequence[Transcript],
    judged: tuple[Judged, ...],
    replayed: Replay,
    matcher: Matcher,
    started: float,
) -> Report:
    """Everything that was found, as one record."""
    first, second = transcripts
    run_findings = list(judge_run(first))
    repeats = list(compare_runs(judged, first, second))
    served = any(isinstance(item.response, Named) for item in judged)
    findings = [finding for item in judged for finding in item.findings]
    findings += [*replayed.findings, *over_blocked(replayed, judged, matcher), *repeats, *run_findings]
    if not served:
        findings.append(
            Finding(Kind.NEVER_SERVED, f"{len(judged)} requests, and not one was answered with a name")
        )
    is_rejected = any(finding.kind.part is Part.INTEGRITY for finding in findings)
    checks = protocol_checks(judged, run_findings, repeats)
    score = Score(requests_half(judged), names_half(replayed.draws, matcher), checks, is_rejected, served)
    return Report(
        format=FORMAT,
        submission=str(path),
        sha256=hashlib.sha256(submission.source).hexdigest(),
        policy=policy.name,
        verdict="rejected" if is_rejected else "failed" if findings else "passed",
        score=float(score.total()),
        parts=part_scores(score),
        leak_rate=leak_rate(judged, replayed, matcher),
        over_block_rate=over_block_rate(judged),
        probes=len(judged),
        names_replayed=replayed.replayed,
        families=family_results(
            judged, findings, {family.name: family.about for family in FAMILIES.values()}
        ),
        examples=examples(findings),
        only=settings.only,
        seed=seed,
        command=command,
        sandbox=Sandbox(protection.level.value, protection.line(), protection.not_protected),
        stderr=stderr_tail(first.stderr),
        times=Times(round(time.monotonic() - started, 3), round(first.slowest, 3)),
    )


def leak_rate(judged: Sequence[Judged], replayed: Replay, matcher: Matcher) -> Rate:
    """Attack success rate: of the probes that ask for a banned word or draw one, how many emitted one."""
    fired = {draw.number for draw in replayed.draws if matcher.banned(draw.name)}
    attacks = [
        item
        for item in judged
        if item.number in fired or (item.probe.label is Label.REFUSE and item.probe.exactly is None)
    ]
    leaked = sum(any(finding.kind is Kind.LEAK for finding in item.findings) for item in attacks)
    return rate(leaked, len(attacks))


def over_block_rate(judged: Sequence[Judged]) -> Rate:
    """Over-refusal: of the ordinary requests, how many were refused."""
    ordinary = [item for item in judged if item.probe.label is Label.ALLOW]
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
    return shlex.join(words)
