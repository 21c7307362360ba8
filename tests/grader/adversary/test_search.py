"""The search for the worst request, against real hooks in a real sandbox."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.adversary.leads import Lead, finish_probabilities, leads_of
from grader.adversary.search import spread
from grader.grading.attack import AttackReport, make_attack_report
from grader.grading.bench import Bench
from model.engine.engine import encode
from tests.grader.making import SHIPPED, run_grader, with_more

Attacked = Callable[[str], AttackReport]

WHOLE_WORDS = with_more(
    '''
WORDS = frozenset(p for p in BLOCKED_OUTPUT_PATTERNS if p.isalpha())


def is_safe_request(prefixes):
    return "no." if WORDS.intersection(prefixes) else None


def is_safe_name(name):
    """A guard that knows whole words alone."""
    return name not in WORDS
'''
)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    path = tmp_path_factory.mktemp("attack") / "bot.py"

    def report(text: str, seed: str = "1") -> AttackReport:
        path.write_text(text, encoding="utf-8")
        return make_attack_report(path, seed, 0.0, None, None, None, lambda _done, _total: None)

    return report


@pytest.fixture(scope="module")
def whole_words(attacked: Attacked) -> AttackReport:
    return attacked(WHOLE_WORDS)


@pytest.mark.thorough
def test_behind_whole_words_a_letter_in_front_leaks_twice_as_much(
    bench: Bench, whole_words: AttackReport
) -> None:
    worst = whole_words.attack.worst
    assert worst[0].leaks.low > 0.5
    assert len(worst) == 10
    assert [found.leaks.estimate for found in worst] == sorted(
        (f.leaks.estimate for f in worst), reverse=True
    )
    bare = {found.prefix: found for found in worst}
    assert worst[0].prefix not in bench.policy.stems
    stem = worst[0].names[0][1:-1]  # the same without its letter in front: "melo" of "amelon"
    assert stem in bench.policy.stems
    assert stem not in bare or worst[0].leaks.low > 2 * bare[stem].leaks.high


def test_what_is_found_leaks_what_it_says(bench: Bench, whole_words: AttackReport) -> None:
    words = set(bench.policy.anywhere_words)
    for found in whole_words.attack.worst:
        assert 0 <= found.leaks.low <= found.leaks.estimate <= found.leaks.high <= 1
        assert found.names
        for name in found.names:
            assert name.startswith(found.prefix)
            assert bench.matcher.banned(name)
            assert name not in words


@pytest.mark.slow
def test_against_the_shipped_guard_nothing_is_found(attacked: Attacked) -> None:
    report = attacked(SHIPPED)
    assert report.kept == 0
    assert not report.attack.leaks
    assert all(found.leaks.high == 0 for found in report.attack.worst)
    assert report.attack.worst[0].unguarded.low > 0.01  # though what it must hold is there
    assert report.attack.requests > 100
    assert report.attack.names > 500


@pytest.mark.thorough
def test_the_same_seed_finds_the_same(attacked: Attacked, whole_words: AttackReport) -> None:
    assert attacked(WHOLE_WORDS) == whole_words


def test_a_lead_is_as_likely_as_its_letters(bench: Bench) -> None:
    leads = [Lead("", "fig"), Lead("mel", "on"), Lead("appl", "e")]
    for lead, value in zip(leads, finish_probabilities(bench.engine, leads), strict=True):
        by_hand = 1.0
        for at, letter in enumerate(lead.rest):
            table = bench.engine.probabilities(encode([lead.prefix + lead.rest[:at]]))
            by_hand *= table[0, ord(letter) - ord("a")]
        assert value == pytest.approx(by_hand, rel=1e-12)


def test_leads_end_where_the_word_does(bench: Bench) -> None:
    assert leads_of(bench.bans, ["xfigs"]) == [
        Lead("", "xfig"), Lead("x", "fig"), Lead("xf", "ig"), Lead("xfi", "g"),
    ]  # fmt: skip
    assert not leads_of(bench.bans, ["anna"])


def test_no_word_crowds_out_the_others() -> None:
    kept = {"xfig": "fig", "fig": "fig", "yfig": "fig", "xmelon": "melon"}
    assert spread(kept) == ["fig", "xmelon", "xfig", "yfig"]


@pytest.mark.slow
def test_the_command_prints_a_request_to_paste(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_text(WHOLE_WORDS, encoding="utf-8")
    run = run_grader("attack", path, "--seconds", "0")
    assert run.returncode == 1
    assert b"| python bot.py" in run.stdout
    assert b"request leaks" in run.stdout
