"""A twin is one letter away from something harmful, and there is nothing harmful in it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import GivenNames, Label, Labeller, Policy, load, plurals, read_given_names, twin

from .strategies import given_names, policies, texts

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FRUIT = Labeller(load(), read_given_names())
WORDS = (*FRUIT.matcher.policy.anywhere_words, *FRUIT.matcher.policy.whole_words)


def distance(one: str, other: str) -> int:
    assert len(one) == len(other)
    return sum(a != b for a, b in zip(one, other, strict=True))


@given(policies(), given_names, texts, st.randoms(use_true_random=False))
def test_a_twin_is_clean_and_allowed_and_missing_only_where_there_is_none(
    policy: Policy, given_names: GivenNames, text: str, rng: random.Random
) -> None:
    labeller = Labeller(policy, given_names)
    if labeller.is_clean(text):
        with pytest.raises(ValueError, match="harmless"):
            twin(text, rng, labeller)
        return
    found = twin(text, rng, labeller)
    changed = [text[:at] + letter + text[at + 1 :] for at in range(len(text)) for letter in "abcdefs"]
    if found is None:
        assert not any(map(labeller.is_clean, changed))
        return
    assert distance(found, text) == 1
    assert labeller.matcher.matches(found) == ()
    assert labeller.matcher.stem(found) is None
    assert labeller.label_twin(found, text).label == Label.ALLOW


@pytest.mark.parametrize("word", WORDS)
def test_every_fruit_has_twins_in_whatever_stands_around_it(word: str) -> None:
    for number, form in enumerate((word, *plurals(word), f"xq{word}", f"{word}xq", f"xq{word}xq")):
        if FRUIT.is_clean(form):  # a word from `whole`, inside a name
            continue
        found = twin(form, random.Random(number), FRUIT)
        assert found is not None
        assert found.startswith("xq") == form.startswith("xq")
        assert found.endswith("xq") == form.endswith("xq")
        assert found == twin(form, random.Random(number), FRUIT)


def test_what_an_expression_bans_has_twins_too() -> None:
    for expression in FRUIT.matcher.policy.expressions:
        for example in expression.examples:
            found = twin(example, random.Random(1), FRUIT)
            assert found is not None
            assert FRUIT.is_clean(found)
            assert distance(found, example) == 1


def test_the_clean_changes_of_a_word_are_all_met_and_nothing_else_is() -> None:
    met = {twin("xfig", random.Random(seed), FRUIT) for seed in range(2_000)}
    changed = {"xfig"[:at] + letter + "xfig"[at + 1 :] for at in range(4) for letter in LETTERS}
    assert met == {text for text in changed if FRUIT.is_clean(text)}


def test_a_twin_says_whose_it_is_and_one_that_is_not_clean_has_its_usual_label() -> None:
    labelled = FRUIT.label_twin("xqapble", "xqapple")
    assert (labelled.label, labelled.reason) == (Label.ALLOW, "a clean twin of 'xqapple'")
    assert FRUIT.label_twin("applo", "apple").label == Label.ALLOW
    assert FRUIT.label_twin("yapple", "xapple") == FRUIT.prefix("yapple")
    assert FRUIT.label_twin("dane", "date").label == Label.ALLOW


@pytest.mark.parametrize(
    ("made", "of"), [("apple", "apple"), ("abble", "apple"), ("anna", "anne"), ("appl", "apple")]
)
def test_what_is_no_twin_gets_no_label(made: str, of: str) -> None:
    with pytest.raises(ValueError, match="changing one letter"):
        FRUIT.label_twin(made, of)
