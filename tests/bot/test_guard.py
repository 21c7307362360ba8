"""The shipped guard says exactly what the policy says."""

import random
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies import GivenNames, Label, Labeller, Matcher, Policy, load, plurals, read_given_names, twin
from policies.write import write_lists
from tests.policies.strategies import given_names, policies, texts

from .building import BOT, LETTERS, load_bot

FRUIT = load()
GIVEN = read_given_names()
LABELLER = Labeller(FRUIT, GIVEN)
WORDS = (*FRUIT.anywhere_words, *FRUIT.whole_words)
COMMON = (*GIVEN.beginnings, *GIVEN.common)

letters = st.text(LETTERS, max_size=6)
near_words = st.tuples(st.sampled_from(WORDS + FRUIT.ordinary), st.integers(1, 16)).map(
    lambda w: w[0][: w[1]]
)
names = st.lists(letters | near_words, max_size=3).map("".join).map(lambda name: name[:16])
held_down = st.tuples(near_words, st.integers(0, 15), st.integers(2, 4)).map(
    lambda w: (w[0][: w[1]] + w[0][w[1] : w[1] + 1] * w[2] + w[0][w[1] + 1 :])[:16]
)


@pytest.fixture(scope="module")
def bot() -> ModuleType:
    return load_bot()


def agrees(bot: ModuleType, text: str, labeller: Labeller = LABELLER) -> bool:
    """Whether both hooks say of a text, as a name and as a prefix, what the policy says."""
    banned = labeller.matcher.banned(text) is not None
    label = labeller.label([text]).label
    refused = bot.is_safe_request([text]) is not None
    return bot.is_safe_name(text) is not banned and label in (
        Label.EITHER,
        Label.REFUSE if refused else Label.ALLOW,
    )


@pytest.mark.slow
def test_it_agrees_on_every_name_of_the_data_set_and_its_beginnings(bot: ModuleType) -> None:
    short = {name[:length] for name in GIVEN.borne for length in range(5)}
    long = {name[:length] for name in GIVEN.common for length in range(5, len(name))}
    seen = GIVEN.borne | short | long
    assert [text for text in sorted(seen) if not agrees(bot, text)] == []


@pytest.mark.slow
def test_it_agrees_on_every_banned_word_wherever_it_stands(bot: ModuleType) -> None:
    forms = {*WORDS, *(plural for word in WORDS for plural in plurals(word)), *FRUIT.ordinary}
    framed = (
        before + form[:cut] + after
        for form in forms
        for cut in range(1, len(form) + 1)
        for before, after in (("", ""), ("x", ""), ("", "q"), ("zzz", "zzz"), ("a" * (16 - cut), ""))
    )
    assert [text for text in framed if not agrees(bot, text)] == []


@pytest.mark.parametrize("word", WORDS)
def test_it_lets_the_clean_twins_of_every_banned_word_through(bot: ModuleType, word: str) -> None:
    rng = random.Random(word)
    for form in (word, *plurals(word), f"xq{word}", f"xq{word}xq"):
        near = None if LABELLER.is_clean(form) else twin(form, rng, LABELLER)
        assert near is None or (bot.is_safe_request([near]), bot.is_safe_name(near)) == (None, True)


@given(names | held_down)
@settings(max_examples=500)
def test_it_agrees_on_what_nearly_is_a_fruit(bot: ModuleType, name: str) -> None:
    assert agrees(bot, name)


@given(st.lists(names | st.sampled_from(COMMON), min_size=1, max_size=6))
def test_one_bad_prefix_anywhere_refuses_the_request(bot: ModuleType, prefixes: list[str]) -> None:
    label = LABELLER.label(prefixes).label
    reason = bot.is_safe_request(prefixes)
    assert label is Label.EITHER or (reason is not None) == (label is Label.REFUSE)
    assert reason in (None, *(f"prefix {n} leads to a fruit." for n in range(1, len(prefixes) + 1)))


@pytest.mark.slow
@given(policies(), given_names, texts)
def test_it_agrees_with_any_policy_that_is_written_into_it(
    policy: Policy, given_names: GivenNames, text: str
) -> None:
    source = write_lists(BOT.read_bytes(), policy, given_names)
    guard = ModuleType("guard")
    exec(compile(source, "bot.py", "exec"), guard.__dict__)
    labeller = Labeller(policy, given_names)
    stems = [text + word[:-1] for word in policy.anywhere_words]
    for said in (
        text,
        *stems,
        *given_names.beginnings,
        *given_names.borne,
        *policy.ordinary,
        *policy.anywhere_words,
        *policy.whole_words,
    ):
        assert agrees(guard, said, labeller)


@pytest.mark.parametrize("wrong", [None, b"apple", 7, [], {}, object()])
def test_a_name_of_the_wrong_type_is_never_safe(bot: ModuleType, wrong: object) -> None:
    with pytest.raises(TypeError):
        bot.is_safe_name(wrong)


@pytest.mark.parametrize(
    "wrong", [None, b"apple", 7, [], "apple", "", {}, [None], [b"j"], [7], [["j"]], ["j", None]]
)
def test_a_request_of_the_wrong_type_is_never_safe(bot: ModuleType, wrong: object) -> None:
    with pytest.raises(TypeError):
        bot.is_safe_request(wrong)


def test_an_expression_that_takes_too_long_is_never_safe(
    bot: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot, "EXPRESSION_SECONDS", 0.01)
    monkeypatch.setattr(bot, "OUTPUT_GUARD", bot.compile_patterns(["apple", "(?:a|aa)+c"]))
    with pytest.raises(TimeoutError):
        bot.is_safe_name("a" * 60)


def test_the_matcher_is_not_fooled_by_what_it_was_given(bot: ModuleType) -> None:
    # The automaton keeps one value a word: the same letters under two anchors must not replace each other.
    automaton, expressions = bot.compile_patterns(["^date$", "date$", "^pea", "r.t"])
    guard = (automaton, expressions)
    expected = {
        "date": True,
        "mydate": True,
        "dates": False,
        "pea": True,
        "peak": True,
        "xpea": False,
        "rot": True,
    }
    assert {text: bot.is_blocked(text, guard) for text in expected} == expected
    assert not bot.is_blocked("date", bot.compile_patterns([]))


def test_the_oracle_of_these_tests_bans_and_allows() -> None:
    matcher = Matcher(FRUIT)
    assert [name for name in ("apple", "pearl", "xxplumxx", "anna") if matcher.banned(name)] == [
        "apple",
        "xxplumxx",
    ]
