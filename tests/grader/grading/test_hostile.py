"""Every hostile submission gets its verdict and does no harm, at every level that this machine offers.

What a level lets an attack do is tried at each. A bad answer is judged by the same code at all of them: the levels take
turns with those, and EVERY_LEVEL=1 tries each at each (some minutes more).
"""

import functools
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import grader.conversation.session
import grader.grading.evidence
import grader.grading.run
import grader.grading.shared
from bot.starter import BOT, without_solution
from grader.conversation.deadlines import Deadlines
from grader.conversation.session import Transcript, converse
from grader.grading.bench import make_bench
from grader.grading.run import grade
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.probes.families import FAMILIES
from grader.probes.plan import make_plan
from grader.probes.populations import Populations, make_populations
from grader.probes.probe import Plan
from grader.sandbox import Level, Limits, Program, start
from grader.sandbox.attacks import Attack, Outside, attacks
from grader.sandbox.orphans import children_in_other_sessions
from grader.sandbox.self_test import made_outside, snapshot
from grader.submission.freeze import check_frozen
from grader.submission.inspection import Inspection
from grader.submission.parsing import parse
from grader.submission.pristine import pristine_bot
from model.weights import dumps
from tests.grader.making import thinned, with_more
from tests.grader.sandbox.gallery import HOSTILE, gallery, is_whole_file, submission
from tests.grader.sandbox.levels import protection_at, protection_or_reason

pytestmark = pytest.mark.slow

PROBES, THINNED = 20, 100  # so many probes, and one of so many questions: enough of every kind
MOST_POINTS = 15
PATIENT = Deadlines(line=5.0, end=2.0)
# For those that are sure to be late, as whoever gives no response but something else is, too.
IMPATIENT = Deadlines(start=0.3, line=0.3, slot=0.01, late=0.3, end=0.3, questions=1.0)
LATE = {"did-not-end", "malformed", "flood"}
# For those that go on until they are ended: however little they are given, it comes to the same.
SHORTEST = Deadlines(start=0.2, line=0.1, slot=0.01, late=0.1, end=0.1, questions=0.3)
LAST_WORDS = 0.05

WHOLE_FILES = [attack for attack in gallery() if is_whole_file(attack)]
EVERY_LEVEL = bool(os.environ.get("EVERY_LEVEL"))
ATTACKS = {attack.name for attack in attacks()}


def levels_of(attack: Attack, number: int) -> list[Level]:
    """At which levels it is tried; the number is its place in the gallery."""
    possible = [level for level in Level if level >= attack.held_from]
    return possible if EVERY_LEVEL or attack.name in ATTACKS else [possible[number % len(possible)]]


CASES = [
    (attack, level)
    for number, attack in enumerate(gallery())
    if not is_whole_file(attack)
    for level in levels_of(attack, number)
]


bench = functools.cache(lambda: make_bench(Settings()))


@functools.cache
def short_plan() -> Plan:
    it = bench()
    cheap = FAMILIES.keys() - {"many", "aimed deep"}  # without those of many slots
    plan = make_plan(it.world, it.bans, it.engine, it.frozen, "gallery", cheap)
    return msgspec.structs.replace(plan, probes=plan.probes[:PROBES])


@functools.cache
def some_populations() -> Populations:
    it = bench()
    return thinned(
        make_populations(it.world, it.bans, it.engine, random.Random("gallery")), it.engine, THINNED
    )


@pytest.fixture
def small_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader with a short plan, a canary that ran before, and nobody to stop a submission from being run.

    What would be made beside it is made already, or not needed.

    What is searched for beside the plan goes through the same host, with checks enough to harm it.
    """
    monkeypatch.setattr(Inspection, "differences", lambda _inspection: ())
    monkeypatch.setattr(grader.grading.run, "make_bench", lambda _settings: bench())
    monkeypatch.setattr(grader.grading.shared, "protect", lambda wanted, _required: protection_at(wanted))
    monkeypatch.setattr(grader.grading.shared, "make_plan", lambda *_: short_plan())
    monkeypatch.setattr(grader.grading.shared, "make_populations", lambda *_: some_populations())
    monkeypatch.setattr(Shared, "begin", lambda _shared: None)
    monkeypatch.setattr(grader.grading.evidence, "measure_risk", lambda *_: (None, None))
    monkeypatch.setattr(grader.grading.evidence, "hold_hooks", lambda *_: None)
    converse = vars(grader.grading.evidence)["converse"]

    def remember(*arguments: Any) -> Any:
        transcript = converse(*arguments)
        TRANSCRIPTS.append(transcript)
        return transcript

    TRANSCRIPTS.clear()
    monkeypatch.setattr(grader.grading.evidence, "converse", remember)


TRANSCRIPTS: list[Transcript] = []  # of the last grading: a report does not show all that was printed


@pytest.fixture
def outside() -> Iterator[tuple[Outside, bytes]]:
    """What the hostile bots go for. Its secret is in the grader's own environment too."""
    with made_outside() as (place, token):
        os.environ["FRUITLESS_SECRET"] = token.decode()
        yield place, token
        del os.environ["FRUITLESS_SECRET"]


@functools.cache
def found_before_the_run(attack: Attack) -> frozenset[str]:
    """The codes of what is wrong with the file itself, whatever is outside."""
    source = submission(attack, Outside("/secret", "/target", 1, 1))
    return frozenset(d.kind.code for d in check_frozen(parse("bot.py", source), pristine_bot()))


def printed(transcript: Transcript) -> bytes:
    said = [part for exchange in transcript.exchanges for part in (exchange.response or b"", exchange.extra)]
    ending = transcript.ending.output if transcript.ending else b""
    return b"\n".join([*said, ending, transcript.trailing, transcript.stderr])


def answers_of_an_honest_bot(level: Level) -> list[bytes | None]:
    honest = without_solution(BOT.read_text(encoding="utf-8")).encode()
    with start(Program(honest, dumps(bench().weights)), protection_at(level), Limits()) as child:
        transcript = converse(child, [b"ab", b"1"], Deadlines())
    assert transcript.ending is None
    return [exchange.response for exchange in transcript.exchanges]


@pytest.mark.parametrize("attack", WHOLE_FILES, ids=[attack.name for attack in WHOLE_FILES])
def test_a_file_that_is_not_the_frozen_bot_is_rejected_before_anything_runs(
    attack: Attack, tmp_path: Path, outside: tuple[Outside, bytes]
) -> None:
    path = tmp_path / "bot.py"
    path.write_bytes(submission(attack, outside[0]))
    report = grade(path, Settings())
    assert attack.verdicts & {example.code for example in report.examples}
    assert (report.verdict, report.score, report.exit_status) == ("rejected", 0.0, 3)
    assert report.probes == 0


@pytest.mark.usefixtures("small_grader")
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def is_safe_request(prefixes):\n    return input()", "reads-stdin"),
        ("def is_safe_name(name):\n    return input()", "reads-stdin"),
        ("first = input()", "timed-out"),
    ],
)
def test_who_reads_stdin_is_not_waited_for(code: str, told: str, tmp_path: Path) -> None:
    """Its host says at once what it does; without that, there would be no end of waiting here."""
    path = tmp_path / "bot.py"
    path.write_text(with_more(code), encoding="utf-8")
    report = grade(path, Settings(seed="gallery", deadlines=Deadlines(start=1e6, line=1e6, run=1e6)))
    assert report.examples[0].code == told


@pytest.mark.usefixtures("small_grader")
@pytest.mark.parametrize(("attack", "level"), CASES, ids=[f"{a.name}-{level.value}" for a, level in CASES])
def test_a_hostile_bot_gets_its_verdict_and_does_no_harm(
    attack: Attack,
    level: Level,
    tmp_path: Path,
    outside: tuple[Outside, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place, token = outside
    protection_at(level)
    path = tmp_path / "bot.py"
    path.write_bytes(submission(attack, place))
    before = snapshot(Path(place.target)), sorted(tmp_path.iterdir())
    others = set(children_in_other_sessions())  # the browser of another test, say

    deadlines = IMPATIENT if attack.verdicts & LATE else PATIENT
    if "timed-out" in attack.verdicts:
        deadlines = SHORTEST
        monkeypatch.setattr(grader.conversation.session, "AT_ONCE", LAST_WORDS)
    report = grade(path, Settings(seed="gallery", sandbox=level, deadlines=deadlines))
    output = b"".join(printed(transcript) for transcript in TRANSCRIPTS) + msgspec.json.encode(report)

    if codes := found_before_the_run(attack):
        assert attack.verdicts & codes
    else:
        assert attack.verdicts & {example.code for example in report.examples}
        assert report.score <= MOST_POINTS
        assert report.verdict != "passed"
    assert b"ESCAPED" not in output
    assert token not in output
    assert (snapshot(Path(place.target)), sorted(tmp_path.iterdir())) == before
    assert set(children_in_other_sessions()) <= others
    answers = answers_of_an_honest_bot(level)
    assert answers[0] is not None
    assert answers[0].startswith(b"OK: ab")
    assert answers[1] == b"REFUSE: input had no usable letters (a-z)."


def test_the_gallery_holds_a_bot_for_each_row_of_the_threats() -> None:
    assert len(list(HOSTILE.glob("*.py"))) >= 45
    rows = {
        int(row)
        for attack in gallery()
        for listed in re.findall(r"Rows? ([0-9, ]+)\.", attack.code)
        for row in listed.split(",")
    }
    # Row 7, and 27, are about the grader's own reading and importing: no bot can express them.
    assert rows == set(range(1, 27)) - {7}


def test_each_level_that_is_missing_here_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        for level in Level:
            found = protection_or_reason(level)
            print(f"\n  {found if isinstance(found, str) else found.line()}", end="")
    assert not isinstance(protection_or_reason(Level.UNPROTECTED), str)
    if os.environ.get("CI"):
        assert [level for level in Level if isinstance(protection_or_reason(level), str)] == []
