"""What no population asks the two hooks, asked in a real sandbox: nothing fails open, and what broke is told."""

from collections import Counter
from collections.abc import Callable

import pytest

from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost, Question, Says
from grader.grading.bench import Bench
from grader.judging.hook_checks import (
    NO_LISTS,
    NO_NAMES,
    ORDINARY,
    TYPES,
    Check,
    Checked,
    check_findings,
    make_checks,
    run_checks,
)
from grader.sandbox import Limits, Program, Protection, start
from grader.verdict import Kind
from model.weights import dumps
from policies import Matcher, loads
from tests.grader.making import ALLOW_ALL, ONE_WORD, SHIPPED, THREE_WORDS, with_region

QUICK = Deadlines(start=5.0, line=0.5, run=10.0)
Open = Callable[..., HookHost]


@pytest.fixture(scope="module")
def checks(bench: Bench) -> tuple[Check, ...]:
    return make_checks(bench.matcher)


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


def test_what_is_asked_is_what_the_policy_says(bench: Bench, checks: tuple[Check, ...]) -> None:
    asked = [item.question.argument for item in checks if item.family == ORDINARY]
    assert asked == list(bench.policy.ordinary)
    types = [item.question for item in checks if item.family == TYPES]
    assert Counter(question.hook for question in types) == {
        "is_safe_name": len(NO_NAMES),
        "is_safe_request": len(NO_LISTS),
    }
    assert list(checks)[-len(types) :] == [item for item in checks if item.family == TYPES]


def test_another_policy_asks_for_its_own_names() -> None:
    def ordinary(policy: str) -> list[object]:
        checks = make_checks(Matcher(loads(policy)))
        return [item.question.argument for item in checks if item.family == ORDINARY]

    assert ordinary(THREE_WORDS) == ["coleman"]
    assert ordinary(ONE_WORD) == []


def test_the_shipped_guard_answers_every_check_right(open_host: Open, checks: tuple[Check, ...]) -> None:
    results = checked(open_host, SHIPPED, checks)
    assert rates(results) == {ORDINARY: 1.0, TYPES: 1.0}
    assert not list(check_findings(results))


def test_a_guard_that_allows_all_shrugs_at_what_is_no_name(
    open_host: Open, checks: tuple[Check, ...]
) -> None:
    results = checked(open_host, with_region(ALLOW_ALL), checks)
    assert rates(results) == {ORDINARY: 1.0, TYPES: 0.0}
    by_name, by_request = check_findings(results)
    assert {by_name.kind, by_request.kind} == {Kind.WRONG_TYPE_SAFE}
    assert (
        by_name.why == f"is_safe_name(None) returned True (bool), and for {len(NO_NAMES) - 1} more questions"
    )
    assert by_request.why.endswith(f", and for {len(NO_LISTS) - 1} more questions")


def test_a_guard_that_forbids_all_is_told_of_ordinary_names_together(
    open_host: Open, checks: tuple[Check, ...]
) -> None:
    """They contain a banned word by accident: shown, and scored neither way."""
    results = checked(open_host, guard("return False"), checks)
    assert rates(results)[ORDINARY] == 0.0
    (told,) = (item for item in check_findings(results) if item.kind is not Kind.WRONG_TYPE_SAFE)
    assert (told.kind, told.family) == (Kind.ORDINARY_BLOCKED, ORDINARY)


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
        Check(ORDINARY, Question("is_safe_name", "apple")),
        Check(ORDINARY, Question("is_safe_name", "anna")),
    ]
    results = checked(open_host, guard(body), tuple(questions))
    assert [item.answer.says for item in results] == [says, says]
    assert words in results[0].answer.words
    assert not any(item.right for item in results)
    assert {finding.kind for finding in check_findings(results)} == {Kind.HOOK_FAILED}


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


@pytest.mark.thorough
def test_a_slow_and_right_guard_is_right_about_all_that_there_was_time_for(
    bench: Bench, open_host: Open
) -> None:
    source = guard(SLOW, f"WORDS = {bench.policy.anywhere_words!r}")
    names = [Check(ORDINARY, Question("is_safe_name", name * 3)) for name in ("ann", "jo", "lea")] * 100
    types = [Check(TYPES, Question("is_safe_name", argument)) for argument in NO_NAMES]
    with open_host(source, Deadlines(line=5.0, questions=1.0)) as host:
        results = run_checks(host, [*names, *types])
        wrong = run_checks(host, types)  # each asking has a time of its own
    assert 0 < len(results) < len(names)
    assert rates(results) == {ORDINARY: 1.0}
    assert rates(wrong) == {TYPES: 1.0}
    assert not list(check_findings([*results, *wrong]))
