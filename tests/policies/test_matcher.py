"""The matcher finds what a reading of every substring would find, and says where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import Expression, Match, Matcher, Policy, Stem, loads, plurals
from policies import matcher as matcher_module
from policies.automaton import Table, build_table

from .strategies import every_short_text, policies, texts, words


def oracle(policy: Policy, text: str) -> set[Match]:
    """Every hit, by reading every substring."""
    hits = set()
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            for group, members in policy.anywhere.items():
                if text[start:end] in members:
                    hits.add(Match(text[start:end], start, end, group, "anywhere"))
    for group, members in policy.whole.items():
        for word in members:
            if text == word or text in plurals(word):
                hits.add(Match(word, 0, len(text), group, "whole"))
    for expression in policy.expressions:
        for found in re.finditer(expression.pattern, text):  # another engine than the matcher's
            hits.add(Match(expression.name, found.start(), found.end(), "expressions", "expression"))
    return hits


def stem_oracle(policy: Policy, prefix: str) -> int:
    """Where the longest stem at the end of a prefix begins; the prefix's length when there is none."""
    letters, share = policy.stem.letters, policy.stem.share
    for start in range(len(prefix)):
        end = prefix[start:]
        for word in policy.anywhere_words:
            long_enough = len(end) >= letters and len(end) >= share * len(word)
            if word.startswith(end) and end != word and long_enough:
                return start
    return len(prefix)


@given(policies(), texts)
def test_matches_are_exactly_those_of_a_brute_force_reading(policy: Policy, text: str) -> None:
    matches = Matcher(policy).matches(text)
    assert set(matches) == oracle(policy, text)
    assert len(matches) == len(set(matches))
    assert [(m.start, -m.end) for m in matches] == sorted((m.start, -m.end) for m in matches)


def test_a_whole_word_that_is_also_a_plural_is_found_as_both() -> None:
    policy = loads('name = "letters"\n[anywhere]\none = ["aaa"]\n[whole]\ntwo = ["aab", "aabs"]\n')
    assert [match.word for match in Matcher(policy).matches("aabs")] == ["aab", "aabs"]


@given(policies())
def test_matches_of_every_short_text_are_those_of_a_brute_force_reading(policy: Policy) -> None:
    matcher = Matcher(policy)
    for text in every_short_text[:400]:
        assert set(matcher.matches(text)) == oracle(policy, text)


@given(policies(), texts)
def test_a_name_is_banned_when_something_matches_and_it_is_not_ordinary(policy: Policy, text: str) -> None:
    matcher = Matcher(policy)
    for name in (text, *policy.ordinary, *policy.anywhere_words, *policy.whole_words):
        hits = oracle(policy, name)
        banned = matcher.banned(name)
        assert (banned is not None) == (bool(hits) and name not in policy.ordinary)
        if banned:
            assert banned in hits
            assert (banned.start, -banned.end) == min((hit.start, -hit.end) for hit in hits)


@given(policies(), texts)
def test_the_stem_is_the_longest_one_at_the_end(policy: Policy, text: str) -> None:
    matcher = Matcher(policy)
    for prefix in (text, *(text + word[:-1] for word in policy.anywhere_words)):
        start = stem_oracle(policy, prefix)
        match = matcher.stem(prefix)
        assert (match.start if match else len(prefix)) == start
        if match:
            assert match.end == len(prefix)
            assert match.word.startswith(prefix[match.start :])
            assert match.word in policy.anywhere[match.group]
            assert match.rule == "stem"


@given(policies(), texts)
def test_the_table_agrees_with_the_matcher(policy: Policy, text: str) -> None:
    matcher = Matcher(policy)
    assert contains(matcher.table(), text) == any(match.rule == "anywhere" for match in matcher.matches(text))


@given(st.lists(words, min_size=1, max_size=8), st.data())
def test_the_table_holds_words_that_nest_and_repeat(members: list[str], data: st.DataObject) -> None:
    pieces = st.tuples(st.sampled_from(members), st.integers(0, 6), st.integers(0, 6))
    drawn = data.draw(st.lists(pieces, max_size=4))
    text = "".join(word[start:end] for word, start, end in drawn)
    assert contains(build_table(members), text) == any(word in text for word in members)


def test_the_table_finds_a_word_inside_the_beginning_of_a_longer_one() -> None:
    table = build_table(["ume", "plumeria"])
    assert contains(table, "plume")
    assert not contains(table, "plum")


@given(st.lists(words, max_size=8))
def test_the_table_is_complete_plain_and_starts_at_zero(members: list[str]) -> None:
    table = build_table(members)
    states = range(len(table.accepting))
    assert len(table.transitions) == len(states)
    assert all(type(row) is tuple and len(row) == 26 for row in table.transitions)
    assert all(type(state) is int and state in states for row in table.transitions for state in row)
    assert all(type(flag) is bool for flag in table.accepting)
    assert not table.accepting[0]


def contains(table: Table, text: str) -> bool:
    state, met = 0, False
    for letter in text:
        state = table.transitions[state][ord(letter) - ord("a")]
        met = met or table.accepting[state]
    return met


def test_overlapping_and_nested_words_are_all_found() -> None:
    policy = Policy(name="x", anywhere={"a": ("pineapple", "apple"), "b": ("lemon",)})
    assert Matcher(policy).matches("pineapplemon") == (
        Match("pineapple", 0, 9, "a", "anywhere"),
        Match("apple", 4, 9, "a", "anywhere"),
        Match("lemon", 7, 12, "b", "anywhere"),
    )


def test_a_word_that_another_one_hides_from_iter_long_is_found() -> None:
    policy = Policy(name="x", anywhere={"a": ("ume", "plantplumey")})
    assert [match.word for match in Matcher(policy).matches("plantplume")] == ["ume"]


def test_of_several_words_a_stem_names_the_shortest() -> None:
    policy = Policy(name="x", anywhere={"a": ("cherimoya", "cherimolla")}, stem=Stem(letters=3, share=0.5))
    match = Matcher(policy).stem("xcherim")
    assert match == Match("cherimoya", 1, 7, "a", "stem")


def test_an_expression_that_takes_too_long_raises_instead_of_letting_the_name_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matcher_module, "EXPRESSION_SECONDS", 0.01)
    slow = Expression("slow", "(?:a|aa|b?a)+c(?<!x)d", "for ever", ("aacd",))
    matcher = Matcher(Policy(name="x", anywhere={"a": ("zzz",)}, expressions=(slow,)))
    with pytest.raises(TimeoutError):
        matcher.banned("a" * 5000 + "c")
