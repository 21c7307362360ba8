"""Proofs and counter-examples, with the real hook in a real sandbox."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.adversary.lists import GuardLists, Unreadable, guard_automaton, read_lists
from grader.adversary.names import final_states
from grader.adversary.proof import CounterExample, Proof, count_names, product
from grader.adversary.proving import prove
from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost
from grader.grading.bench import Bench
from grader.probes.bans import make_bans
from grader.sandbox import Limits, Program, Protection, start
from grader.submission.pristine import editable_region, pristine_bot
from model.weights import dumps
from policies import Matcher, loads
from tests.grader.adversary.gallery import HOLES, RIGHT, with_hole
from tests.grader.making import ONE_WORD, SHIPPED, run_grader, with_more

Prove = Callable[[str], Proof]
OUTPUTS = SHIPPED.index("BLOCKED_OUTPUT_PATTERNS = [")


def with_lists(change: Callable[[str], str]) -> str:
    """The shipped file with a change from its list of outputs on."""
    return SHIPPED[:OUTPUTS] + change(SHIPPED[OUTPUTS:])


def without(*words: str) -> str:
    def change(text: str) -> str:
        for word in words:
            assert text.count(f'"{word}",') == 1
            text = text.replace(f'"{word}",', "")
        return text

    return with_lists(change)


@pytest.fixture(scope="module")
def prove_text(bench: Bench, protection: Protection) -> Prove:
    def proved(text: str) -> Proof:
        program = Program(text.encode(), dumps(bench.weights), entry="host")
        region, shipped = editable_region("bot.py", text.encode()), pristine_bot().region
        with HookHost(start(program, protection, Limits()), Deadlines(line=60.0)) as host:
            return prove(host, bench.bans, region, shipped)

    return proved


@pytest.mark.slow
def test_the_shipped_guard_is_proved(prove_text: Prove) -> None:
    proof = prove_text(SHIPPED)
    assert proof.no_leak.verdict == proof.no_over_block.verdict == "proved"
    assert proof.no_leak.names == proof.no_over_block.names == 0
    assert proof.states > 1_000
    assert proof.asked > 60_000


@pytest.mark.slow
@pytest.mark.parametrize("words", [("fig", "melon", "yuzu"), ("kiwi", "jaboticaba", "^dates$")])
def test_words_that_are_missing_are_the_shortest_counter_examples(
    prove_text: Prove, words: tuple[str, ...]
) -> None:
    proof = prove_text(without(*words))
    assert proof.no_leak.verdict == "refuted"
    names = {example.name for example in proof.no_leak.counter_examples}
    assert names == {word.strip("^$") for word in words}
    assert proof.no_leak.names > 3
    assert proof.no_over_block.verdict == "proved"


@pytest.mark.slow
def test_an_exception_that_is_too_generous_is_the_counter_example(prove_text: Prove) -> None:
    proof = prove_text(SHIPPED.replace('"yuzuha",', '"yuzuha", "pearlpear",'))
    assert proof.no_leak.counter_examples == (CounterExample("pearlpear", "pear"),)
    assert proof.no_leak.names == 1


@pytest.mark.thorough
def test_a_word_too_many_stops_clean_names(prove_text: Prove) -> None:
    proof = prove_text(with_lists(lambda text: text.replace('"anjou",', '"anjou", "ann",')))
    assert proof.no_leak.verdict == "proved"
    assert proof.no_over_block.verdict == "refuted"
    assert proof.no_over_block.counter_examples == (CounterExample("ann", ""),)


@pytest.mark.slow
def test_an_expression_that_is_missing_is_refuted_by_its_example(prove_text: Prove) -> None:
    proof = prove_text(
        with_lists(lambda text: text.replace('r"^(?:(?:date|kaki|nashi|olive|sloe|sultana)s?){2,}$",', ""))
    )
    assert [example.word for example in proof.no_leak.counter_examples] == ["in a row"]


@pytest.mark.slow
def test_an_expression_that_the_policy_has_not_is_not_guessed_at(prove_text: Prove) -> None:
    proof = prove_text(with_lists(lambda text: text.replace('"anjou",', '"anjou", "zz+top",')))
    assert proof.no_leak.verdict == "proved"
    assert proof.no_over_block.verdict == "not provable"
    assert "zz+top" in proof.no_over_block.reason


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        with_hole(HOLES["a trigger"]),
        with_hole('name == "zzzzzzzzzzzzzfig"'),
        RIGHT["a trie"],
        with_more("BLOCKED_OUTPUT_PATTERNS += []\n"),
        with_lists(lambda text: text.replace("ORDINARY = [", "ORDINARY = [] + [")),
    ],
)
def test_other_code_is_never_proved(prove_text: Prove, text: str) -> None:
    proof = prove_text(text)
    assert proof.no_leak.verdict == "not provable"
    assert proof.no_leak.reason


def test_lists_are_read_and_not_run() -> None:
    region = 'BLOCKED_OUTPUT_PATTERNS = ["plum", "mang$", "^date$", "Fig", "a+b"]\nORDINARY = ("pearl",)\n'
    assert read_lists(ast.parse(region).body) == GuardLists(("plum", "mang$", "^date$"), ("a+b",), ("pearl",))
    for other in ("[print(1)]", "list('ab')", "['a', 7]", "7"):
        with pytest.raises(Unreadable, match="BLOCKED_OUTPUT_PATTERNS"):
            read_lists(ast.parse(f"BLOCKED_OUTPUT_PATTERNS = {other}\nORDINARY = []").body)


texts = st.text("abc", min_size=1, max_size=4)
anchored = st.builds(
    lambda word, before, after: before + word + after,
    texts,
    st.sampled_from(["", "^"]),
    st.sampled_from(["", "$"]),
)


@given(
    st.lists(anchored, max_size=8),
    st.lists(texts, max_size=4),
    st.lists(st.text("abc", max_size=8), min_size=1),
)
def test_the_automaton_of_a_guard_does_what_the_shipped_one_does(
    words: list[str], ordinary: list[str], names: list[str]
) -> None:
    automaton = guard_automaton(GuardLists(tuple(words), (), tuple(ordinary)))
    states = final_states(automaton, names)
    stopped = automaton.final_marks(states) >= 0
    for name, is_stopped in zip(names, stopped.tolist(), strict=True):
        assert is_stopped == (name not in ordinary and any(plainly(word, name) for word in words))


def plainly(word: str, name: str) -> bool:
    return word in f"^{name}$"


def test_names_are_counted_exactly() -> None:
    bans = make_bans(Matcher(loads(ONE_WORD)))
    both = product(bans, guard_automaton(GuardLists((), (), ())))
    # Of n letters, all but those that avoid the word: recurrences by hand for one word without an overlap.
    avoid = [1, 26, 676]
    for _ in range(14):
        avoid.append(26 * avoid[-1] - avoid[-3])
    assert count_names(both.following, both.leaks) == sum(26**n - avoid[n] for n in range(17))


@pytest.mark.thorough
def test_the_command_tells_proved_from_refuted_by_its_status(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_text(SHIPPED, encoding="utf-8")
    run = run_grader("prove", path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(b"proved") == 2
    path.write_text(without("kiwi"), encoding="utf-8")
    run = run_grader("prove", path)
    assert run.returncode == 1
    assert b"refuted" in run.stdout
    assert b"kiwi" in run.stdout
    path.write_text("print(1)", encoding="utf-8")
    run = run_grader("prove", path)
    assert run.returncode == 3
    assert b"is rejected (line 1: " in run.stderr
