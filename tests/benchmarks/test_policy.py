"""The instrument's own reading of a policy agrees with the one that it is there to check."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.instrument.policy import Policy, plurals
from policies import Label, Labeller, load, read_beginnings, read_given_names
from policies import plurals as their_plurals

THEIRS = load()
LABELLER = Labeller(THEIRS, read_given_names())
PIECES = st.sampled_from(
    [
        *THEIRS.anywhere_words,
        *THEIRS.whole_words,
        *THEIRS.stems,
        *THEIRS.ordinary,
        "a",
        "s",
        "ie",
        "green",
        "ppp",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=3).map("".join)


@given(text=TEXTS)
def test_both_ban_the_same_names(policy: Policy, text: str) -> None:
    assert policy.bans(text) == (LABELLER.matcher.banned(text) is not None)


@given(text=TEXTS)
def test_both_refuse_the_same_prefixes_but_for_names_that_people_bear(policy: Policy, text: str) -> None:
    refuses = LABELLER.prefix(text).label is Label.REFUSE
    assert policy.refuses(text) == refuses or (text in policy.borne and policy.ends_in_stem(text))


def test_both_read_the_same_beginnings(policy: Policy) -> None:
    assert policy.common == read_beginnings()


@given(word=st.text("aeosxzchy", min_size=3))
def test_both_know_the_same_plurals(word: str) -> None:
    assert tuple(plurals(word)) == their_plurals(word)
