"""One submission's hooks, open to questions: what every command that searches or proves begins with."""

import ast
import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost
from grader.errors import Rejected, UsageError
from grader.grading.bench import Bench, make_bench
from grader.grading.settings import Settings
from grader.sandbox import Level, Limits, Program, Protection, SandboxError, protect, start
from grader.submission.inspection import inspect
from grader.submission.pristine import editable_region
from grader.submission.source import Submission, read_submission
from model.weights import dumps

MINUTES = 10  # a search may ask for so long


class Hosted(msgspec.Struct, frozen=True):
    """A host that answers, what its answers are held against, and the statements of the editable region."""

    bench: Bench
    host: HookHost
    submission: Submission
    region: tuple[ast.stmt, ...]
    protection: Protection


@contextlib.contextmanager
def hosted(path: Path, policy: Path | None, weights: Path | None, sandbox: Level | None) -> Iterator[Hosted]:
    """Open a submission's hooks in the sandbox.

    Raises UsageError for files that cannot be used, and for hooks that cannot be asked; Rejected for a file that is no
    submission, or not the frozen bot.
    """
    bench = make_bench(Settings(policy=policy, weights=weights))
    submission = read_submission(path)
    differences = inspect(submission)
    if differences:
        first = differences[0]
        raise Rejected(f"{path} is rejected (line {first.line}: {first.what}): grade it to see more.")
    program = Program(submission.source, dumps(bench.weights), entry="host")
    try:
        protection = protect(sandbox)
        child = start(program, protection, Limits(cpu_seconds=60 * MINUTES))
    except SandboxError as error:
        raise UsageError(str(error)) from error
    with HookHost(child, Deadlines(questions=60.0 * MINUTES)) as host:
        if host.broken:
            raise UsageError(f"the hooks of {path} cannot be asked: {host.broken}")
        region = editable_region(submission.path, submission.source)
        yield Hosted(bench, host, submission, region, protection)
