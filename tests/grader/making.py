"""Submissions, policies and gradings for the grader's tests."""

import functools
import os
import random
import subprocess
import sys
from pathlib import Path

import msgspec

from bot.starter import without_solution
from grader.grading.bench import Bench, make_bench
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.probes.populations import Populations, draws_of
from grader.submission.parsing import Parsed, parse
from grader.submission.pristine import CLOSING_FENCE, OPENING_FENCE
from model.engine.engine import Engine

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = (REPOSITORY / "bot" / "bot.py").read_text(encoding="utf-8")
STARTER = without_solution(SHIPPED)
LINES = SHIPPED.splitlines(keepends=True)
OPENING, CLOSING = (
    next(number for number, line in enumerate(LINES) if fence in line)
    for fence in (OPENING_FENCE, CLOSING_FENCE)
)

ALLOW_ALL = "def is_safe_request(prefixes):\n    return None\n\n\ndef is_safe_name(name):\n    return True\n"
REFUSE_ALL = ALLOW_ALL.replace("None", "'never.'")
THREE_WORDS = """
name = "drinks"
ordinary = ["coleman"]

[anywhere]
soft = ["cola", "whiskey"]
hot = ["cole"]
"""
ONE_WORD = 'name = "drinks"\n[anywhere]\nsoft = ["tea"]\n'


def with_region(region: str) -> str:
    """The shipped file with another editable region."""
    return "".join([*LINES[: OPENING + 1], "\n", region, "\n", *LINES[CLOSING:]])


def with_more(code: str) -> str:
    """The shipped file with more at the end of its editable region."""
    return "".join([*LINES[:CLOSING], code, "\n", *LINES[CLOSING:]])


def parsed(text: str) -> Parsed:
    return parse("bot.py", text.encode())


def line_of(text: str, needle: str) -> int:
    """The number, from 1, of the only line that holds the needle."""
    (number,) = (number for number, line in enumerate(text.split("\n"), start=1) if needle in line)
    return number


def thinned(populations: Populations, engine: Engine, step: int) -> Populations:
    """Every so manieth question of each population: some of each stratum, for a grading that costs little."""
    rng = random.Random("thinned")
    harmful, ordinary = populations.harmful[::step], populations.ordinary[::step]
    ordinary_draws = draws_of(ordinary, engine, rng)
    return msgspec.structs.replace(
        populations,
        harmful=harmful,
        ordinary=ordinary,
        forms=populations.forms[::step],
        drawn=populations.drawn[::step],
        harmless=populations.harmless[::step],
        first=tuple(ordinary_draws.of(0, range(len(ordinary)))),
        harmful_draws=draws_of(harmful, engine, rng),
        ordinary_draws=ordinary_draws,
    )


@functools.cache
def shipped_bench() -> Bench:
    """The shipped policy and weights."""
    return make_bench(Settings())


@functools.cache
def shared_by(seed: str) -> Shared:
    """What is the same for every submission that is graded with the seed: made once for all tests of a process."""
    return Shared(shipped_bench(), seed, Settings(seed=seed))


def run_grader(
    *arguments: str | Path, cwd: Path = REPOSITORY, program: tuple[str | Path, ...] = (), **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """The grader as its users start it: by default `python -m grader`, with a terminal's width for its text."""
    environment = os.environ | {"COLUMNS": "120", "PYTHONIOENCODING": "utf-8"} | variables
    command = [*(program or (sys.executable, "-m", "grader")), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, stdin=subprocess.DEVNULL)
