"""The levels that this machine offers, found once."""

import functools
import os

import pytest

from grader.sandbox import Child, Level, Limits, Program, Protection, SandboxError, protect, start

every_level = pytest.mark.parametrize("level", Level, ids=lambda level: level.value)


@functools.cache
def protection_or_reason(level: Level) -> Protection | str:
    try:
        return protect(level)
    except SandboxError as error:
        return str(error)


def protection_at(level: Level) -> Protection:
    """The protection; a test that needs a level which this machine lacks is skipped, but never in CI."""
    found = protection_or_reason(level)
    if isinstance(found, str):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(found)
    return found


def run(
    source: str, level: Level, limits: Limits | None = None, **environment: str
) -> tuple[Child, bytes, bytes]:
    """Run a program that needs no input to its end: the child, its stdout, its stderr."""
    with start(
        Program(source.encode(), b"{}", environment), protection_at(level), limits or Limits()
    ) as child:
        child.stdin.close()
        child.wait(240)
        child.end()
        return child, child.stdout.read() or b"", child.stderr.read() or b""
