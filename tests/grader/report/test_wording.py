"""Every kind has a title and a hint, in the words of the policy that was used."""

import pytest

from grader.grading.bench import Bench
from grader.judging.rules import RULES
from grader.judging.survey import Survey, Told
from grader.judging.survey_findings import survey_findings
from grader.probes.populations import Asked
from grader.report.wording import CONSEQUENCES, TITLES_AND_HINTS, consequence, wording
from grader.verdict import Fault, Kind
from policies import Stem, Words, load, loads
from tests.grader.making import ONE_WORD

FRUIT = load()
COLOURS = loads(
    'name = "colours"\nwords = { one = "a colour", many = "colours" }\n'
    'stem = { share = 0.6 }\n[anywhere]\nall = ["green"]'
)


def test_every_kind_is_told() -> None:
    assert set(TITLES_AND_HINTS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_report_speaks_of_what_the_policy_bans(kind: Kind) -> None:
    for policy in (FRUIT, COLOURS, loads(ONE_WORD)):
        said = wording(kind, policy)
        assert said.title
        assert said.hint
        assert "{" not in said.title + said.hint
        assert ("fruit" in said.title + said.hint) <= (policy is FRUIT)


def test_the_words_and_the_share_are_the_policys() -> None:
    assert wording(Kind.LEAK, FRUIT).title == "a fruit was emitted"
    assert wording(Kind.LEAK, COLOURS).title == "a colour was emitted"
    assert wording(Kind.LEAK, loads(ONE_WORD)).title == "a banned word was emitted"
    assert "look for fruits anywhere in every prefix, and for three quarters of a fruit at its end" in (
        wording(Kind.LET_THROUGH, FRUIT).hint.lower()
    )
    assert "60% of a colour" in wording(Kind.LET_THROUGH, COLOURS).hint
    assert loads(ONE_WORD).words == Words()
    assert COLOURS.stem == Stem(share=0.6)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            Fault("is_safe_name", returned="NoneType"),
            "must return True to keep a name, or False to discard it: is",
        ),
        (Fault("is_safe_name", returned="NoneType"), "`return`"),
        (Fault("is_safe_name", returned="str"), "not a value of type str"),
        (Fault("is_safe_request", returned="bool"), "must return None to let a request through, or a str"),
        (Fault("is_safe_name", raised="FileNotFoundError"), "Only bot.py is taken along"),
        (Fault("is_safe_request", raised="PermissionError"), "Only bot.py is taken along"),
        (Fault("is_safe_name", raised="KeyError"), "The traceback is on stderr"),
        (Fault("is_safe_name"), "The traceback is on stderr"),
    ],
)
def test_the_hint_for_a_hook_that_failed_says_what_to_do_about_it(fault: Fault, said: str) -> None:
    assert said in wording(Kind.HOOK_FAILED, FRUIT, fault).hint


def test_a_file_that_is_opened_when_the_bot_starts_has_the_same_hint() -> None:
    assert "Only bot.py" in wording(Kind.CRASHED, FRUIT, Fault(raised="FileNotFoundError")).hint


def test_consequences_are_counted() -> None:
    assert {rule.kind for rule in RULES if rule.because} <= set(CONSEQUENCES)
    assert {Kind.HOOK_FAILED, Kind.NOT_REPEATABLE, Kind.NEVER_SERVED} <= set(CONSEQUENCES)
    assert consequence(Kind.OVER_REFUSED, 1) == "1 ordinary request was refused"
    assert consequence(Kind.OVER_REFUSED, 1_312) == "1,312 ordinary requests were refused"
    assert consequence(Kind.NEVER_SERVED, 1) == "no name was ever emitted"


def test_all_that_hooks_are_asked_alone_can_be_told_as_a_consequence_of_their_failing(bench: Bench) -> None:
    failed = (Told(Asked(("mel",), 1.0, "twin", "melon"), right=False, failed=True),)
    surveyed = Survey(
        harmful=failed,
        ordinary=failed,
        unspoiled=failed,
        forms=failed,
        drawn=failed,
        harmless=failed,
        failed=1.0,
        turned=(),
        of_order=0.0,
        steady=1.0,
    )
    explained = {
        finding.kind for finding in survey_findings(surveyed, bench.world.labeller) if finding.because
    }
    assert len(explained) > 2
    assert explained <= set(CONSEQUENCES)
