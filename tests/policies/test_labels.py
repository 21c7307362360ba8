"""Labels follow from policy data by the three rules, and a request takes the strictest of its prefixes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import Expression, GivenNames, Label, Labeller, Policy, load, plurals, read_given_names

from .strategies import given_names, policies, texts


def literal_label(policy: Policy, given_names: GivenNames, prefix: str) -> Label:
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
    whole = any(prefix in (word, *plurals(word)) for word in policy.whole_words)
    begins = len(prefix) >= 4 and any(name.startswith(prefix) for name in given_names.common)
    if prefix == "":
        return Label.ALLOW
    if prefix in policy.ordinary:
        return Label.EITHER
    if contains or matches:
        return Label.REFUSE
    if ends_in_stem:
        known = prefix in given_names.beginnings or prefix in given_names.borne
        return Label.EITHER if known else Label.REFUSE
    if prefix in given_names.beginnings or (not whole and (prefix in given_names.common or begins)):
        return Label.ALLOW
    return Label.EITHER


@given(policies(), given_names, texts)
def test_the_label_of_a_prefix_is_what_the_rules_say(
    policy: Policy, given_names: GivenNames, text: str
) -> None:
    labeller = Labeller(policy, given_names)
    stems = [text + word[:-1] for word in policy.anywhere_words]
    typed = [name[:length] for name in given_names.borne for length in range(1, len(name) + 1)]
    for prefix in (text, *given_names.beginnings, *typed, *policy.ordinary, *policy.whole_words, *stems):
        assert labeller.prefix(prefix).label == literal_label(policy, given_names, prefix)
        assert labeller.label([prefix]) == labeller.prefix(prefix)


@given(policies(), given_names, st.lists(texts, min_size=1, max_size=5))
def test_one_refuse_makes_a_request_refuse_else_one_either_makes_it_either(
    policy: Policy, given_names: GivenNames, prefixes: list[str]
) -> None:
    labeller = Labeller(policy, given_names)
    labels = [literal_label(policy, given_names, prefix) for prefix in prefixes]
    strictest = next(label for label in (Label.REFUSE, Label.EITHER, Label.ALLOW) if label in labels)
    labelled = labeller.label(prefixes)
    assert labelled.label == strictest
    assert labelled == labeller.prefix(prefixes[labels.index(strictest)])


def test_a_blank_request_is_allowed() -> None:
    assert Labeller(load(), read_given_names()).label([""]).label == Label.ALLOW


def test_a_request_has_at_least_one_prefix() -> None:
    with pytest.raises(ValueError, match="at least one prefix"):
        Labeller(load(), read_given_names()).label([])


SMALL = Policy(
    name="fruit",
    anywhere={"citrus": ("lime",), "pome": ("pear", "apple")},
    whole={"stone": ("olive",)},
    expressions=(Expression("held down", "ap{3,}le", "any number of p", ("appple",)),),
    ordinary=("pearl",),
)
GIVEN = GivenNames(
    {"lim": 25, "oli": 40},
    ("oliver", "olive", "jo", "elim"),
    frozenset(("oliver", "olive", "jo", "elim", "selim")),
)


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
        ("oliver", Label.ALLOW, "many people are called 'oliver'", None),
        ("jo", Label.ALLOW, "many people are called 'jo'", None),
        ("oliv", Label.ALLOW, "begins 'oliver', as many people are called", None),
        ("olive", Label.EITHER, "banned as a whole name (stone)", "olive"),
        (
            "selim",
            Label.EITHER,
            "ends in 'lim', 3 of the 4 letters of 'lime', but people are called 'selim'",
            "lime",
        ),
        ("xselim", Label.REFUSE, "ends in 'lim', 3 of the 4 letters of 'lime'", "lime"),
        ("zz", Label.EITHER, "leads to no banned word, but is no common beginning either", None),
        ("", Label.ALLOW, "a blank request", None),
    ],
)
def test_a_label_comes_with_its_reason_and_its_match(
    prefix: str, label: Label, reason: str, word: str | None
) -> None:
    labelled = Labeller(SMALL, GIVEN).prefix(prefix)
    assert (labelled.label, labelled.reason) == (label, reason)
    assert (labelled.match.word if labelled.match else None) == word
