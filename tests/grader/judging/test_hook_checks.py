"""The two hooks, asked directly in a real sandbox: coverage without luck, and nothing fails open."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost, Question, Says
from grader.grading.bench import Bench
from grader.judging.hook_checks import (
    BANNED,
    CLEAN,
    ORDINARY,
    TYPES,
    Check,
    Checked,
    hook_findings,
    let_through,
    make_checks,
    run_checks,
    two_faces,
)
from grader.judging.replay import Draw
from grader.sandbox import Limits, Program, Protection, start
from grader.verdict import Kind
from model.engine.engine import Engine
from model.weights import dumps
from policies import Matcher, loads
from tests.grader.making import ALLOW_ALL, SHIPPED, with_region

QUICK = Deadlines(start=5.0, line=0.5, run=10.0)
Open = Callable[..., HookHost]


@pytest.fixture(scope="module")
def checks(bench: Bench) -> tuple[Check, ...]:
    return make_checks(bench.matcher, Engine(bench.weights), random.Random(1))


@pytest.fixture(scope="module")
def open_host(bench: Bench, protection: Protection) -> Open:
    def opened(text: str, deadlines: Deadlines = QUICK) -> HookHost:
        program = Program(text.encode(), dumps(bench.weights), entry="host")
        return HookHost(start(program, protection, Limits()), deadlines)

    return opened


def guard(body: str, before: str = "") -> str:
    """A bot whose is_safe_name has this body."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return with_region(
        f"{before}\n\ndef is_safe_request(prefixes):\n    return None\n\n\ndef is_safe_name(name):\n{lines}"
    )


def checked(open_host: Open, text: str, checks: tuple[Check, ...]) -> tuple[Checked, ...]:
    with open_host(text) as host:
        return run_checks(host, checks)


def rates(results: tuple[Checked, ...]) -> dict[str, float]:
    """The share of right answers by family."""
    total = Counter(item.check.family for item in results)
    right = Counter(item.check.family for item in results if item.right)
    return {family: right[family] / total[family] for family in total}


def test_every_banned_word_is_asked_alone_and_at_every_position(
    bench: Bench, checks: tuple[Check, ...]
) -> None:
    asked = {item.question.argument for item in checks if item.family == BANNED}
    for word in bench.policy.anywhere_words:
        assert word in asked
        about = [item.question.argument for item in checks if item.word == word]
        positions = {name.find(word) for name in about if isinstance(name, str)}
        assert positions >= set(range(16 - len(word) + 1))
        assert len(word) == 16 or any(
            isinstance(n, str) and n[0] == word[0] and len(n) > len(word) for n in about
        )
    assert {"date", "dates", "olive", "olives", "cherries", "peaches", "mangos", "mangoes"} <= asked
    assert {example for shape in bench.policy.expressions for example in shape.examples} <= asked


def test_what_is_asked_is_what_the_policy_says(bench: Bench, checks: tuple[Check, ...]) -> None:
    for item in checks:
        name = item.question.argument
        if item.family in (BANNED, CLEAN):
            assert isinstance(name, str)
            assert len(name) <= 16
            assert (bench.matcher.banned(name) is not None) == (item.family == BANNED)
    names = [item.question.argument for item in checks if item.family != TYPES]
    assert len(set(map(str, names))) == len(names)
    assert sum(item.family == CLEAN for item in checks) == 500
    assert {item.question.argument for item in checks if item.family == ORDINARY} == set(
        bench.policy.ordinary
    )


def test_the_same_seed_asks_the_same(bench: Bench, checks: tuple[Check, ...]) -> None:
    engine = Engine(bench.weights)
    assert make_checks(bench.matcher, engine, random.Random(1)) == checks
    assert make_checks(bench.matcher, engine, random.Random(2)) != checks


def test_another_policy_asks_for_its_own_words(bench: Bench) -> None:
    matcher = Matcher(loads('name = "drinks"\n[anywhere]\nsoft = ["tea"]\n'))
    words = {item.word for item in make_checks(matcher, Engine(bench.weights), random.Random(1))}
    assert words == {"tea", ""}


def test_the_shipped_guard_answers_every_check_right(open_host: Open, checks: tuple[Check, ...]) -> None:
    results = checked(open_host, SHIPPED, checks)
    assert set(rates(results).values()) == {1.0}
    assert not list(hook_findings(results))
    assert not let_through(results)


def test_a_guard_that_allows_all_lets_every_word_through(
    bench: Bench, open_host: Open, checks: tuple[Check, ...]
) -> None:
    results = checked(open_host, with_region(ALLOW_ALL), checks)
    assert rates(results) == {BANNED: 0.0, CLEAN: 1.0, ORDINARY: 1.0, TYPES: 0.0}
    through = let_through(results)
    assert set(bench.policy.anywhere_words) <= set(through)
    assert {finding.kind for finding in hook_findings(results)} == {Kind.CALLED_SAFE, Kind.WRONG_TYPE_SAFE}


def test_a_guard_that_forbids_all_is_wrong_about_every_clean_name(
    open_host: Open, checks: tuple[Check, ...]
) -> None:
    results = checked(open_host, guard("return False"), checks)
    assert rates(results)[BANNED] == 1.0
    assert rates(results)[CLEAN] == 0.0
    found = Counter(finding.kind for finding in hook_findings(results))
    assert found[Kind.NAME_OVER_BLOCKED] == 500


WORDS = "WORDS = {words!r}"
LAZY = {
    "compares with ==": "return name not in WORDS",
    "looks only at the start": "return not name.startswith(tuple(WORDS))",
    "looks only at the end": "return not name.endswith(tuple(WORDS))",
}


@pytest.mark.parametrize("body", LAZY.values(), ids=LAZY)
def test_a_guard_that_does_not_search_loses_most_names(
    bench: Bench, open_host: Open, checks: tuple[Check, ...], body: str
) -> None:
    words = (*bench.policy.anywhere_words, *bench.policy.whole_words)
    results = checked(open_host, guard(body, WORDS.format(words=words)), checks)
    assert rates(results)[BANNED] < 0.5
    through = let_through(results)
    assert {"apple", "banana", "fig"} <= set(through)
    assert "apple" not in through["apple"]  # alone it is caught


def test_a_guard_that_misses_plurals_is_told_which(
    bench: Bench, open_host: Open, checks: tuple[Check, ...]
) -> None:
    words = [word for word in bench.policy.anywhere_words if not word.endswith("ies")]
    whole = bench.policy.whole_words
    body = "return name not in WHOLE and not any(word in name for word in WORDS)"
    results = checked(open_host, guard(body, f"WORDS = {words!r}\nWHOLE = {whole!r}"), checks)
    through = let_through(results)
    assert "cherries" in through["cherries"]
    assert "dates" in through["date"]
    assert "apple" not in through


def test_a_guard_without_the_ten_rarest_words_is_told_which(
    bench: Bench, open_host: Open, checks: tuple[Check, ...]
) -> None:
    rarest = ["feijoa", "cherimoya", "rambutan", "jaboticaba", "pulasan", "quandong", "langsat", "soursop"]
    words = [word for word in bench.policy.anywhere_words if word not in rarest]
    results = checked(
        open_host, guard("return not any(word in name for word in WORDS)", WORDS.format(words=words)), checks
    )
    through = let_through(results)
    assert set(rarest) <= set(through)
    findings = [finding for finding in hook_findings(results) if finding.kind is Kind.CALLED_SAFE]
    assert any("feijoa" in finding.why for finding in findings)
    assert all(
        "words that got through: " in finding.detail and "feijoa" in finding.detail for finding in findings
    )


BROKEN = {
    "raises": ("raise ValueError('no')", Says.NEITHER, "raised ValueError: no"),
    "exits": ("import sys\nsys.exit(0)", Says.NEITHER, "raised SystemExit: 0"),
    "returns a number": ("return 1", Says.NEITHER, "returned 1 (int)"),
    "returns None": ("return None", Says.NEITHER, "returned None (NoneType)"),
    "returns an object": ("return object()", Says.NEITHER, "(object)"),
    "ends the process": ("import os\nos._exit(0)", Says.NOTHING, "the process ended (exit status 0)"),
    "crashes": ("import ctypes\nctypes.string_at(0)", Says.NOTHING, "the process ended (killed by SIGSEGV)"),
    "hangs": ("while True: pass", Says.NOTHING, "nothing came in time"),
    "writes to the answers": (
        "import os\nfor fd in range(3, 20):\n    try:\n        os.write(fd, b'{}{}\\n')\n    except OSError:\n"
        "        pass\nreturn True",
        Says.NOTHING,
        "something else than an answer",
    ),
    "floods": (
        "import os\nfor fd in range(3, 20):\n    try:\n        os.write(fd, b'x' * 3_000_000)\n"
        "    except OSError:\n        pass\nreturn True",
        Says.NOTHING,
        "much more than answers",
    ),
}


@pytest.mark.parametrize(("body", "says", "words"), BROKEN.values(), ids=BROKEN)
def test_a_hook_that_breaks_fails_every_check_and_says_how(
    open_host: Open, body: str, says: Says, words: str
) -> None:
    questions = [
        Check(BANNED, Question("is_safe_name", "apple"), "apple"),
        Check(CLEAN, Question("is_safe_name", "anna")),
    ]
    results = checked(open_host, guard(body), tuple(questions))
    assert [item.answer.says for item in results] == [says, says]
    assert words in results[0].answer.words
    assert not any(item.right for item in results)
    assert {finding.kind for finding in hook_findings(results)} == {Kind.HOOK_FAILED}


def test_a_file_that_cannot_be_loaded_fails_every_check(open_host: Open) -> None:
    text = with_region(f"raise ImportError('not here')\n\n\n{ALLOW_ALL}")
    with open_host(text) as host:
        assert "could not be loaded (ImportError: not here)" in host.broken
        (answer,) = host.ask([Question("is_safe_name", "anna")])
    assert answer.says is Says.NOTHING


def test_prints_do_not_disturb_the_answers(open_host: Open) -> None:
    with open_host(guard("print('hello', name)\nreturn True", "print('loaded')")) as host:
        assert host.ask_names(["anna"])["anna"].says is Says.SAFE
        assert not host.broken


def test_more_questions_than_a_batch_are_answered_in_order(open_host: Open) -> None:
    names = [f"a{'b' * (n % 7)}{'c' * (n % 11)}" for n in range(5_000)]
    with open_host(guard("return len(name) % 2 == 0")) as host:
        answers = host.ask([Question("is_safe_name", name) for name in names])
    assert [answer.says is Says.SAFE for answer in answers] == [len(name) % 2 == 0 for name in names]


def test_is_safe_request_is_understood_too(open_host: Open) -> None:
    with open_host(SHIPPED) as host:
        allowed, refused = host.ask(
            [Question("is_safe_request", ["j", "ma"]), Question("is_safe_request", ["j", "apple"])]
        )
    assert allowed.says is Says.SAFE
    assert refused.says is Says.UNSAFE


def test_bytes_arrive_as_bytes(open_host: Open) -> None:
    with open_host(guard("return isinstance(name, bytes) and name == b'apple'")) as host:
        (answer,) = host.ask([Question("is_safe_name", b"apple")])
    assert answer.says is Says.SAFE


SLOW = """
import time
end = time.process_time() + 0.05
while time.process_time() < end:
    pass
if not isinstance(name, str):
    raise TypeError(name)
return not any(word in name for word in WORDS)"""


def test_a_slow_and_right_guard_is_right_about_all_that_there_was_time_for(
    bench: Bench, open_host: Open, checks: tuple[Check, ...]
) -> None:
    words = bench.policy.anywhere_words
    asked = [item for item in checks if item.word in words or item.family in (CLEAN, TYPES)]
    source = guard(SLOW, WORDS.format(words=words)).replace("return None", "raise TypeError")
    with open_host(source, Deadlines(line=5.0, questions=2.0)) as host:
        results = run_checks(host, asked)
    assert 0 < sum(item.check.family == BANNED for item in results) < 100
    assert set(rates(results).values()) == {1.0}
    assert rates(results).keys() >= {BANNED, TYPES}  # wrong types have their own time
    assert not list(hook_findings(results))


def test_a_guard_with_two_faces_is_seen(open_host: Open) -> None:
    """In the bot it keeps everything; asked alone, where it is not `__main__`, it behaves."""
    draws = [
        Draw(0, "common", 0, "anna", kept=True),
        Draw(1, "aimed", 0, "melon", kept=True),
        Draw(2, "aimed", 0, "figa", kept=False),
    ]
    two_faced = guard("return __name__ == '__main__' or 'melon' not in name")
    with open_host(two_faced) as host:
        findings = list(two_faces(draws, host))
    assert [finding.kind for finding in findings] == [Kind.NOT_REPEATABLE] * 2
    assert "`melon` in the bot, and alone returned False" in findings[0].why
    with open_host(SHIPPED) as host:
        assert not list(two_faces([draws[0], draws[2]], host))
