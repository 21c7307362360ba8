"""Grade one submission: from its path to a report."""

import functools
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from grader.conversation.deadlines import Deadlines
from grader.errors import Rejected
from grader.grading.assess import assess
from grader.grading.bench import Bench, make_bench
from grader.grading.evidence import Progress, gather
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.report.examples import examples
from grader.report.record import FORMAT, Report, Times
from grader.report.text import printable, shell_command
from grader.report.view import for_student, public_command
from grader.submission.inspection import Inspection
from grader.submission.source import Submission, read_submission
from grader.submission.syntax import Difference
from grader.verdict import Finding, Kind
from model.weights import dumps
from policies import Policy

# Of a seed that is drawn: the bot can see its own, which is a hash of it, and try out a short one.
SEED_BYTES = 16


def no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""


def grade(path: Path, settings: Settings, progress: Progress = no_progress) -> Report:
    """Grade the submission at `path`.

    Raises UsageError when there is nothing to grade or nothing to grade it with. A file that cannot be a submission,
    or is not the frozen bot, gives a report with the verdict "rejected".
    """
    return grade_read(path, read(path), shared_for(settings), progress, alone=True)


def shared_for(settings: Settings) -> Callable[[], Shared]:
    """What all gradings with these settings and one seed share, made at the first call."""
    seed = seed_of(settings)
    return functools.cache(lambda: Shared(make_bench(settings), seed, settings))


def seed_of(settings: Settings) -> str:
    """The seed that was given, or one that nobody can guess."""
    return secrets.token_hex(SEED_BYTES) if settings.seed is None else printable(settings.seed)


def read(path: Path) -> Submission | Rejected:
    """The submission at `path`, or why there can be none. Raises UsageError when there is nothing to read."""
    try:
        return read_submission(path)
    except Rejected as error:
        return error


def grade_read(
    path: Path,
    submission: Submission | Rejected,
    shared: Callable[[], Shared],
    progress: Progress = no_progress,
    alone: bool = False,
) -> Report:
    """Grade what was read at `path`; `shared` may take a while at its first call, and is then as quick as can be.

    `alone` says that nothing else is graded: then processes beside this one make a part of what is shared.
    """
    started = time.monotonic()
    findings = inspected(submission, shared)
    bench, settings = shared().bench, shared().settings
    source = b"" if isinstance(submission, Rejected) else submission.source
    report = blank_report(path, source, bench, shared().seed, settings)
    if isinstance(submission, Rejected) or findings:
        report = rejected(report, findings, bench.policy)
    else:
        if alone:
            shared().begin()
        evidence = gather(submission, shared(), progress)
        slowest = max(transcript.slowest for transcript in evidence.transcripts)
        times = Times(round(time.monotonic() - started, 3), round(slowest, 3))
        report = msgspec.structs.replace(assess(report, bench, evidence, settings.samples), times=times)
    if settings.for_student:
        report = for_student(report, bench.policy, bench.world.given, source.decode(errors="replace"))
    return report


def inspected(submission: Submission | Rejected, shared: Callable[[], Shared]) -> list[Finding]:
    """Why the file cannot be run; nothing where it can. What is shared is made meanwhile."""
    try:
        if isinstance(submission, Rejected):
            raise submission
        with Inspection(submission) as inspection:
            shared()
            return [as_finding(difference) for difference in inspection.differences()]
    except Rejected as error:
        return [Finding(Kind.NOT_A_SUBMISSION, str(error))]


def as_finding(difference: Difference) -> Finding:
    return Finding(difference.kind, f"line {difference.line}: {difference.what}", detail=difference.diff)


def blank_report(path: Path, source: bytes, bench: Bench, seed: str, settings: Settings) -> Report:
    """What is known before the submission is."""
    return Report(
        format=FORMAT,
        submission=printable(str(path)),
        sha256=digest(source) if source else None,
        policy=bench.policy.name,
        policy_sha256=digest(msgspec.json.encode(bench.policy)),
        weights_sha256=digest(dumps(bench.weights)),
        only=settings.only,
        thorough=settings.thorough,
        seed=seed,
        command=repeat_command(path, seed, settings),
    )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of_equal_bytes(report: Report, path: Path, seed: str, settings: Settings) -> Report:
    """The report on a file that was run, for one with the same bytes at another path."""
    command = repeat_command(path, seed, settings)
    return msgspec.structs.replace(
        report,
        submission=printable(str(path)),
        command=public_command(command) if settings.for_student else command,
    )


def rejected(blank: Report, findings: Sequence[Finding], policy: Policy) -> Report:
    """The report on a file that was not run."""
    return msgspec.structs.replace(blank, verdict="rejected", examples=examples(findings, policy))


def repeat_command(path: Path, seed: str, settings: Settings) -> str:
    """The one command that repeats this run."""
    place = str(path)
    if place == path.name and (path.suffix != ".py" or place.startswith("-")):
        place = os.path.join(".", place)  # noqa: PTH118 - a Path drops the dot that keeps it from being an option
    words = [*settings.program, place, "--seed", seed]
    words += ["--view", "student"] if settings.for_student else []
    for option, value in (("--policy", settings.policy), ("--weights", settings.weights)):
        words += [option, str(value)] if value is not None else []
    for family in settings.only:
        words += ["--only", family]
    if settings.deadlines != Deadlines():
        words += ["--timeout", f"{settings.deadlines.line:g}"]
    words += ["--thorough"] if settings.thorough else []
    for option, level in (("--sandbox", settings.sandbox), ("--require-sandbox", settings.require_sandbox)):
        words += [option, level.value] if level is not None else []
    return shell_command(words)
