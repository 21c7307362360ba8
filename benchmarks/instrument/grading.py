"""The real grader as its users start it: a guard's file and a seed in, the score out."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.policy import REPOSITORY

GRADED = (0, 1, 3)  # exit statuses of a grading


class GradingError(Exception):
    """The grader gave no report: says what it wrote on stderr."""


class _Example(msgspec.Struct):
    code: str


class _Report(msgspec.Struct):
    score: float
    examples: list[_Example]


@dataclass(frozen=True, slots=True)
class Graded:
    """A score of 0 to 100, and the code of the report's first finding; empty where it has none."""

    score: float
    first: str


def grade(guard: Guard, seed: str) -> Graded:
    """Grade one guard. Raises GradingError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bot.py"
        path.write_text(guard.source, encoding="utf-8")
        command = [sys.executable, "-m", "grader", str(path), "--seed", seed, "--json", "-"]
        run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, stdin=subprocess.DEVNULL)
    if run.returncode not in GRADED:
        raise GradingError(f"{guard.name}: {run.stderr.decode(errors='replace')[-500:]}")
    report = msgspec.json.decode(run.stdout, type=_Report)
    return Graded(report.score, report.examples[0].code if report.examples else "")
