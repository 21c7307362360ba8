"""Honest bots pass, at every level of the sandbox: a strict grader that cries wolf is of no use.

FALSE_ALARM_SEEDS=20 tries more seeds than the one of an ordinary run (some 20 minutes on two cores).
"""

import os
from pathlib import Path

import pytest

from grader.grading.assess import assess
from grader.grading.evidence import gather
from grader.grading.run import blank_report
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.sandbox import Level
from grader.submission.inspection import inspect
from grader.submission.source import Submission
from tests.grader.making import SHIPPED, shared_by, with_more
from tests.grader.sandbox.levels import protection_at

pytestmark = pytest.mark.slow

SEEDS = int(os.environ.get("FALSE_ALARM_SEEDS", "1"))

OTHER_MATCHER = with_more(
    '''
import re

WORDS = re.compile("|".join(BLOCKED_OUTPUT_PATTERNS))
LEADS = re.compile("|".join(BLOCKED_PREFIX_PATTERNS))


def is_safe_request(prefixes):
    """One regular expression of the standard library instead of an automaton."""
    if not isinstance(prefixes, list):
        raise TypeError("expected a list")
    if any(LEADS.search(prefix) for prefix in prefixes if prefix not in ORDINARY):
        return "that leads to a fruit."
    return None


def is_safe_name(name):
    return name in ORDINARY or WORDS.search(name) is None
'''
)
CHATTY = with_more(
    """
quiet_request, quiet_name = is_safe_request, is_safe_name


def is_safe_request(prefixes):
    print("asked for", prefixes, file=sys.stderr)
    return quiet_request(prefixes)


def is_safe_name(name):
    print("\\u2028 drawn: " * 20, name, file=sys.stderr, flush=True)
    return quiet_name(name)
"""
)
SLOW_START = with_more("SLOW = sum(1 for _ in range(20_000_000))  # some second\n")

HONEST = {"shipped": SHIPPED, "other matcher": OTHER_MATCHER, "chatty": CHATTY, "slow start": SLOW_START}
# What a level may take from an honest bot are files and libraries: all that the shipped one needs.
CASES = [("shipped", level) for level in Level]
CASES += [(name, Level.ISOLATED) for name in HONEST if name != "shipped"]


def shared_at(level: Level, seed: str) -> Shared:
    """What is asked is the same at each level."""
    asked = shared_by(seed)
    made = Shared(asked.bench, seed, Settings(seed=seed, sandbox=level))
    made.plan, made.populations = asked.plan, asked.populations
    made.screen, made.conformance = asked.screen, asked.conformance
    return made


@pytest.mark.parametrize(("name", "level"), CASES)
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_an_honest_bot_passes(name: str, level: Level, seed: int) -> None:
    protection_at(level)
    submission = Submission("bot.py", HONEST[name].encode())
    assert not inspect(submission)
    shared = shared_at(level, str(seed))
    evidence = gather(submission, shared, lambda _done, _total: None)
    report = assess(
        blank_report(Path("bot.py"), b"", shared.bench, shared.seed, shared.settings), shared.bench, evidence
    )
    assert report.verdict == "passed", report.examples
    assert report.score == 100
    assert report.sandbox is not None
    assert report.sandbox.level == level.value
