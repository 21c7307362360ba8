"""Reports for the tests of their views: one with everything in it, a rejected one, and one full of hostile text."""

from typing import Any, TypeVar

import msgspec

from grader.adversary.beginnings import BeginningCost, Costs
from grader.adversary.hooks import Conforms
from grader.adversary.search import Attack, Worst
from grader.judging.estimate import Share
from grader.report.record import (
    FORMAT,
    Example,
    FamilyResult,
    PartScore,
    Report,
    Sample,
    Sandbox,
    Times,
)
from grader.risk.exact import Interval
from grader.risk.residual import Bar, Residual
from grader.risk.spelling import Spelling, Step

Record = TypeVar("Record", bound=msgspec.Struct)

LEAK = Example(
    code="leak",
    title="a fruit was emitted",
    part="names",
    count=3,
    why="`figa` contains `fig`",
    hint="look for it anywhere",
    family="aimed",
    number=2,
    request="f",
    response="OK: figa",
    detail="words that got through: fig",
    follows=("2 names were called safe",),
)
GRADED = Report(
    format=FORMAT,
    submission="bot.py",
    sha256="0" * 64,
    policy="fruit",
    verdict="failed",
    score=59.04,
    score_low=57.5,
    score_high=60.25,
    parts=(
        PartScore("requests", 49.04, 47.5, 50.0, 50, "made of this"),
        PartScore("names", 0.0, 0.0, 1.0, 40, "made of that"),
        PartScore("protocol", 10.0, 10.0, 10.0, 10, "all promises kept"),
    ),
    harm_rate=Share(0.01, 0.002, 0.029),
    over_block_rate=Share(0.2, 0.15, 0.25),
    probes=500,
    hook_checks=19_000,
    names_replayed=1_000,
    residual=Residual(
        worst=Interval(0.01, 0.02, 0.03),
        at="mel",
        beginnings=803,
        bars=(Bar("mel", Interval(0.03, 0.03, 0.04), Interval(0.01, 0.02, 0.03), False),),
        words=("melon",),
        asked=1_500,
    ),
    conforms=Conforms(62_506, 62_506, 3, 1_481, 1_481),
    attack=Attack(
        (Worst("melo", Interval(0.6, 0.6, 0.6), Interval(0.5, 0.55, 0.6), ("melon",)),), 9_000, 10, 20
    ),
    families=(
        FamilyResult("whole", "A banned word, as it stands.", 24, 24),
        FamilyResult("aimed", "The first draw is banned.\nFor certain.", 3, 20),
    ),
    examples=(LEAK,),
    samples=(
        Sample(0, "whole", "REFUSE", "melon", "REFUSE: no.", ""),
        Sample(1, "aimed", "ALLOW", "f", "OK: figa", "`figa` contains `fig`"),
        Sample(2, "blank", "ALLOW", "", None, "no response"),
    ),
    only=(),
    seed="7",
    command="grade bot.py --seed 7",
    sandbox=Sandbox("isolated", "sandbox: isolated", ("the clock",)),
    stderr="stderr| a line\nstderr| another",
    times=Times(3.25, 0.125),
    leak=Spelling(
        "f",
        "fig",
        (
            Step("i", 0.25, ("r", "i", "a")),
            Step("g", 0.125, ("n", "s", "o")),
            Step("·", 0.5, ("·", "a", "e")),
        ),
    ),
    costs=Costs(
        803,
        1,
        (
            BeginningCost("", False, 0.0, 0.3, 0.001, 0.2, 1.2, 0.0),
            BeginningCost("mel", False, 0.02, 0.01, 0.05, 0.0, 1.0, 0.0),
            BeginningCost("appl", True, 0.0, 0.0, 0.4, 1.0, 0.0, 0.0),
        ),
    ),
)
REJECTED = Report(
    format=FORMAT,
    submission="bot.py",
    policy="fruit",
    only=(),
    seed="7",
    command="grade bot.py --seed 7",
    examples=(
        msgspec.structs.replace(
            LEAK,
            code="not-a-submission",
            title="this file cannot be graded",
            part="integrity",
            request=None,
            response=None,
            number=None,
            family="",
            detail="--- frozen\n+++ yours\n-    a = 1\n+    a = 2\n",
        ),
    ),
)

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07<script>alert(1)</script><img src=x onerror=alert(2)>'\"><svg onload=alert(3)>"
    '</style></title>]]>--><!--=HYPERLINK("http://example.invalid")\n::notice::owned\n\x00\u202eevil\u2066\u200f'
    "{{ 7 * 7 }}{% raw %}&lt;javascript:alert(4)\ud7ff\ufffe"
)


def filled(record: Record, text: str) -> Record:
    """The record with this in every text of it that a submission could have a part in, however deep."""
    return msgspec.convert(_filled(msgspec.to_builtins(record), text), type(record))


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        closed = {"format", "verdict", "code", "part"}
        return {key: part if key in closed else _filled(part, text) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(part, text) for part in value]
    return text if isinstance(value, str) else value


def hostile(times: int = 1) -> Report:
    """Every text is hostile; `times` makes the diff long."""
    report = filled(GRADED, HOSTILE)
    long = msgspec.structs.replace(report.examples[0], detail=HOSTILE * times)
    return msgspec.structs.replace(report, examples=(long,))
