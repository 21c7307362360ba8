"""Runs strangers' Python: start a checked submission under the best protection that the machine offers."""

from grader.sandbox.cpu_time import own_seconds
from grader.sandbox.levels import Level, Protection, SandboxError
from grader.sandbox.limits import Limits, describe
from grader.sandbox.process import Child, Exit, Program, start
from grader.sandbox.protect import protect

__all__ = [
    "Child",
    "Exit",
    "Level",
    "Limits",
    "Program",
    "Protection",
    "SandboxError",
    "describe",
    "own_seconds",
    "protect",
    "start",
]
