"""What stands in for the two libraries in the page does what they do, as far as hooks use them."""

from typing import Any

import ahocorasick
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from lab.browser.standins import ahocorasick as automaton_standin
from lab.browser.standins import regex as regex_standin
from policies import load

words = st.text("abc", min_size=1, max_size=4)
texts = st.text("abcx", max_size=16)


def automaton(library: Any, pairs: list[tuple[str, int]]) -> Any:
    made = library.Automaton()
    for word, value in pairs:
        made.add_word(word, value)
    if made:
        made.make_automaton()
    return made


@given(st.lists(st.tuples(words, st.integers()), max_size=12), texts)
def test_an_automaton_finds_the_same_in_the_same_order(pairs: list[tuple[str, int]], text: str) -> None:
    real, standin = automaton(ahocorasick, pairs), automaton(automaton_standin, pairs)
    assert len(real) == len(standin)
    if pairs:
        assert list(real.iter(text)) == list(standin.iter(text))


@given(st.lists(words, max_size=5), words)
def test_an_automaton_knows_its_words_as_a_dictionary_does(known: list[str], word: str) -> None:
    for library in (ahocorasick, automaton_standin):
        made = library.Automaton()
        news = [made.add_word(each, index) for index, each in enumerate(known)]
        assert news == [each not in known[:index] for index, each in enumerate(known)]
        assert made.get(word, None) == (len(known) - 1 - known[::-1].index(word) if word in known else None)
        assert (word in made) is made.exists(word) is (word in known)


@pytest.mark.parametrize(
    ("use", "error"),
    [
        (lambda library: library.Automaton().add_word("a"), ValueError),
        (lambda library: library.Automaton().add_word(1, 1), TypeError),
        (lambda library: library.Automaton().iter("a"), AttributeError),
        (lambda library: automaton(library, [("a", 1)]).iter(1), TypeError),
        (lambda library: automaton(library, [("a", 1)]).get("b"), KeyError),
        (lambda library: library.Automaton().make_automaton(), None),
    ],
)
def test_a_wrong_use_raises_what_the_library_raises(use: Any, error: type[Exception] | None) -> None:
    for library in (ahocorasick, automaton_standin):
        if error is None:
            assert not use(library)
        else:
            with pytest.raises(error):
                use(library)


def test_a_word_that_is_added_later_takes_a_new_automaton() -> None:
    for library in (ahocorasick, automaton_standin):
        made = automaton(library, [("ab", 1)])
        made.add_word("b", 2)
        with pytest.raises(AttributeError):
            made.iter("ab")
        made.make_automaton()
        assert list(made.iter("ab")) == [(1, 1), (1, 2)]


PATTERNS = [expression.pattern for expression in load().expressions] + [
    r"^da?te$",
    r"(?:ab|a)++b",
    r"(?>a+)b",
    r"a{1,2}b|x{,3}",
    r"(?P<same>[ab])(?P=same)",
]


@given(st.sampled_from(PATTERNS), st.text("abdelptx", max_size=16))
def test_an_expression_finds_the_same(pattern: str, text: str) -> None:
    real, standin = regex.compile(pattern), regex_standin.compile(pattern)
    for method in ("search", "match", "fullmatch"):
        once = getattr(real, method)(text, timeout=60.0)
        again = getattr(standin, method)(text, timeout=60.0)
        assert (once and once.span()) == (again and again.span())
    assert [hit.span() for hit in real.finditer(text)] == [hit.span() for hit in standin.finditer(text)]
    assert regex.sub(pattern, "-", text) == regex_standin.sub(pattern, "-", text)
    assert bool(regex.search(pattern, text, timeout=60.0)) is bool(
        regex_standin.search(pattern, text, timeout=60.0)
    )


def test_flags_and_what_a_pattern_says_of_itself_are_those_of_the_library() -> None:
    for library in (regex, regex_standin):
        compiled = library.compile("A.b", library.IGNORECASE)
        assert compiled.search("xaab")
        assert compiled.pattern == "A.b"
        assert library.search("A", "a", flags=library.I)
        assert library.escape("a.b") == r"a\.b"


@pytest.mark.parametrize("pattern", ["(?:apple){e<=1}", "(?:lemon){i}", r"\p{L}", r"\L<words>", "("])
def test_what_only_the_library_can_read_is_refused_and_not_read_as_something_else(pattern: str) -> None:
    with pytest.raises(regex_standin.error):
        regex_standin.compile(pattern)
