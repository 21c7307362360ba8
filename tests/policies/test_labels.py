"""Labels follow from policy data by the three rules, and a request takes the strictest of its prefixes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import Expression, Label, Labeller, Policy, load, read_beginnings

from .strategies import beginnings, policies, texts


def literal_label(policy: Policy, common: dict[str, int], prefix: str) -> Label:
    """The rules as they are written, with no automaton and no table of stems."""
    letters, share = policy.stem.letters, policy.stem.share
    contains = any(word in prefix for word in policy.anywhere_words)
    matches = any(re.search(expression.pattern, prefix) for expression in policy.expressions)
    ends_in_stem = any(
        prefix.endswith(word[:length])
        for word in policy.anywhere_words
        for length in range(1, len(word))
        if length >= letters and length >= share * len(word)
    )
    if prefix == "":
        return Label.ALLOW
    if prefix in policy.ordinary:
        return Label.EITHER
    if contains or matches or (ends_in_stem and prefix not in common):
        return Label.REFUSE
    if not ends_in_stem and prefix in common:
        return Label.ALLOW
    return Label.EITHER


@given(policies(), beginnings, texts)
def test_the_label_of_a_prefix_is_what_the_rules_say(
    policy: Policy, common: dict[str, int], text: str
) -> None:
    labeller = Labeller(policy, common)
    stems = [text + word[:-1] for word in policy.anywhere_words]
    for prefix in (text, *common, *policy.ordinary, *policy.whole_words, *stems):
        assert labeller.prefix(prefix).label == literal_label(policy, common, prefix)
        assert labeller.label([prefix]) == labeller.prefix(prefix)


@given(policies(), beginnings, st.lists(texts, min_size=1, max_size=5))
def test_one_refuse_makes_a_request_refuse_else_one_either_makes_it_either(
    policy: Policy, common: dict[str, int], prefixes: list[str]
) -> None:
    labeller = Labeller(policy, common)
    labels = [literal_label(policy, common, prefix) for prefix in prefixes]
    strictest = next(label for label in (Label.REFUSE, Label.EITHER, Label.ALLOW) if label in labels)
    labelled = labeller.label(prefixes)
    assert labelled.label == strictest
    assert labelled == labeller.prefix(prefixes[labels.index(strictest)])


def test_a_blank_request_is_allowed() -> None:
    assert Labeller(load(), read_beginnings()).label([""]).label == Label.ALLOW


def test_a_request_has_at_least_one_prefix() -> None:
    with pytest.raises(ValueError, match="at least one prefix"):
        Labeller(load(), read_beginnings()).label([])


SMALL = Policy(
    name="fruit",
    anywhere={"citrus": ("lime",), "pome": ("pear", "apple")},
    whole={"stone": ("olive",)},
    expressions=(Expression("held down", "ap{3,}le", "any number of p", ("appple",)),),
    ordinary=("pearl",),
)
COMMON = {"lim": 25, "oli": 40}


@pytest.mark.parametrize(
    ("prefix", "label", "reason", "word"),
    [
        ("xpearx", Label.REFUSE, "contains 'pear' (pome)", "pear"),
        ("xappplex", Label.REFUSE, "contains 'appple' (expressions)", "held down"),
        ("xxappl", Label.REFUSE, "ends in 'appl', 4 of the 5 letters of 'apple'", "apple"),
        ("slim", Label.REFUSE, "ends in 'lim', 3 of the 4 letters of 'lime'", "lime"),
        (
            "lim",
            Label.EITHER,
            "ends in 'lim', 3 of the 4 letters of 'lime', but 25 names begin with 'lim'",
            "lime",
        ),
        ("pearl", Label.EITHER, "an ordinary name that contains a banned word by accident", None),
        ("oli", Label.ALLOW, "40 names begin with 'oli'", None),
        ("olive", Label.EITHER, "leads to no banned word, but is no common beginning either", None),
        ("", Label.ALLOW, "a blank request", None),
    ],
)
def test_a_label_comes_with_its_reason_and_its_match(
    prefix: str, label: Label, reason: str, word: str | None
) -> None:
    labelled = Labeller(SMALL, COMMON).prefix(prefix)
    assert (labelled.label, labelled.reason) == (label, reason)
    assert (labelled.match.word if labelled.match else None) == word
