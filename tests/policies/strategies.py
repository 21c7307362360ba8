"""Small policies over few letters, in which words overlap, nest and repeat all the time."""

import itertools

from hypothesis import strategies as st

from policies import Expression, GivenNames, Policy, Stem, plurals

ALPHABET = "abs"  # s, because plurals matter

texts = st.text(ALPHABET, max_size=12)
words = st.text(ALPHABET, min_size=3, max_size=6)
beginnings = st.dictionaries(st.text(ALPHABET, min_size=1, max_size=5), st.integers(20, 99), max_size=12)
names = st.lists(st.text(ALPHABET, min_size=1, max_size=7), max_size=12, unique=True)
given_names = st.builds(
    lambda common, few, rare: GivenNames(common, tuple(few), frozenset([*few, *rare])),
    beginnings,
    names,
    names,
)

EXPRESSIONS = (
    Expression("run of b", "b{4,}", "any number of them", ("bbbbb",)),
    Expression("there and back", "(a)(b)s+\\2\\1", "any number of s between", ("absba",)),
    Expression("framed", "^sa.*as$", "anything between", ("saas",)),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A valid policy: no word is caught by another one, and no list contradicts another."""
    listed = draw(st.lists(words, min_size=1, max_size=10, unique=True))
    anywhere = [word for word in listed if not any(other in word for other in listed if other != word)]
    whole = [
        word
        for word in draw(st.lists(words, max_size=4, unique=True))
        if not any(other in word for other in anywhere)
    ]
    forms = {form for word in whole for form in (word, *plurals(word))}
    ordinary = [
        name
        for name in draw(
            st.lists(st.tuples(texts, st.sampled_from(anywhere), texts).map("".join), unique=True, max_size=4)
        )
        if name not in {*anywhere, *forms}
    ]
    expressions = [
        expression
        for expression in draw(st.lists(st.sampled_from(EXPRESSIONS), unique=True, max_size=2))
        if not any(word in example for word in anywhere for example in expression.examples)
        and not {*forms, *ordinary} & {*expression.examples}
    ]
    cut = draw(st.integers(0, len(anywhere) - 1))
    groups = {"first": anywhere[cut:], "second": anywhere[:cut]}
    return Policy(
        name="letters",
        anywhere={group: tuple(members) for group, members in groups.items() if members},
        stem=draw(st.builds(Stem, st.integers(1, 4), st.sampled_from((0.5, 0.7, 0.75, 1.0)))),
        whole={"third": tuple(whole)} if whole else {},
        expressions=tuple(expressions),
        ordinary=tuple(ordinary),
    )


every_short_text = tuple(
    "".join(letters) for length in range(7) for letters in itertools.product(ALPHABET, repeat=length)
)
