"""The shipped policy: real fruits, found where they stand, and ordinary names left in peace."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
import regex

from policies import (
    Expression,
    GivenNames,
    Label,
    Labeller,
    Matcher,
    Policy,
    audit,
    load,
    read_given_names,
    stems_of,
)

POLICY = load()
MATCHER = Matcher(POLICY)
GIVEN = read_given_names()
LABELLER = Labeller(POLICY, GIVEN)

# A surname, a place, a god's hand: each is what people call the fruit.
ALSO_A_NAME_OF_SOMETHING_ELSE = [
    *(
        "aronia",
        "Bartlett",
        "blackheart",
        "Bramley",
        "buddha's hand",
        "calabash",
        "comice",
        "Crenshaw",
        "dragon's eye",
    ),
    *(
        "fuji",
        "Gravenstein",
        "guarana",
        "Macoun",
        "mandarin",
        "maqui",
        "marasca",
        "McIntosh",
        "monstera",
        "muscat",
    ),
    *("oroblanco", "pink lady", "saskatoon"),
]


def letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


def edible_fruit_of_wordnet() -> list[str]:
    lines = Path(__file__).with_name("wordnet_edible_fruit.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_at_least_180_words_are_banned_anywhere() -> None:
    assert len(POLICY.anywhere_words) >= 180


def test_wordnet_lists_180_single_words_for_edible_fruit() -> None:
    listed = edible_fruit_of_wordnet()
    assert (len(listed), sum(" " not in fruit for fruit in listed)) == (297, 180)


@pytest.mark.parametrize("fruit", ALSO_A_NAME_OF_SOMETHING_ELSE)
def test_a_fruit_of_another_name_is_banned_where_no_name_of_the_data_set_has_it(fruit: str) -> None:
    word = letters(fruit)
    assert MATCHER.banned(word)
    stems = stems_of(word, POLICY.stem)
    assert not any(word in name or name.endswith(stems) for name in GIVEN.borne)


@pytest.mark.parametrize("fruit", ["baldwin", "cortland", "gala", "jonathan"])
def test_a_fruit_that_people_are_named_as_is_left_out(fruit: str) -> None:
    assert fruit in GIVEN.borne
    assert MATCHER.banned(fruit) is None
    assert POLICY.left_out[fruit]


@pytest.mark.parametrize("fruit", edible_fruit_of_wordnet())
def test_a_fruit_that_wordnet_knows_is_banned_or_left_out_with_a_reason(fruit: str) -> None:
    name = letters(fruit)
    assert MATCHER.banned(name) or POLICY.left_out[name]


def test_the_names_of_the_data_set_that_are_banned_are_fruits_and_nothing_else() -> None:
    banned = {name for name in GIVEN.borne if MATCHER.banned(name)}
    assert banned == {
        "acai", "apple", "berry", "cherry", "clementine", "huckleberry", "lemon", "mirabelle", "noni", "olive",
        "pippin", "quince", "sultana",
    }  # fmt: skip


def test_hardly_any_beginning_of_a_real_name_is_refused() -> None:
    counts = Counter(name[:length] for name in GIVEN.borne for length in range(1, len(name) + 1))
    refused = sum(counts[b] for b in counts if LABELLER.prefix(b).label == Label.REFUSE)
    assert refused / counts.total() < 0.001


@pytest.mark.parametrize("name", POLICY.ordinary)
def test_an_ordinary_name_is_let_through_whole_and_only_whole(name: str) -> None:
    assert MATCHER.banned(name) is None
    assert LABELLER.prefix(name).label == Label.EITHER
    assert MATCHER.banned(f"x{name}") is not None
    assert MATCHER.banned(name + name) is not None


@pytest.mark.parametrize("expression", POLICY.expressions, ids=lambda expression: expression.name)
def test_an_expression_is_quick_on_long_text(expression: Expression) -> None:
    pattern = regex.compile(expression.pattern)
    pieces = ["a", "ap", "ba", "le", "date", "olive", "my", "the", "mango", "pl", "aaab"]
    for piece in pieces:
        before = time.thread_time()
        pattern.search(piece * 5_000 + "!", timeout=200.0)
        assert time.thread_time() - before < 1.0  # much more if it were quadratic or worse


def labels(text: str, label: Label) -> list[tuple[str, Label]]:
    return [(request, label) for request in text.split(";")]


REQUESTS = [
    *labels("apple;pomegranate;yuzu;kiwi;fig;mango;banana;plum;pear;lime;durian", Label.REFUSE),
    *labels("appl;xmang;grap;kiw;persimmo;lemo;xmelo;lim;banan;peac;plu;pea;quinc", Label.REFUSE),
    *labels("xxplumxx;mybanana;qfigq;xyzmang;annagrap", Label.REFUSE),
    *labels("cherries;peaches;berries;pineapple;crabapple;figtree;rambutan;feijoa;cherimoya", Label.REFUSE),
    *labels("pine apple;grape fruit;j ab appl;ma pearl fig", Label.REFUSE),
    *labels("j;ab;ma;gra;lo;man;go;mel;ac;fi;du;me;pe;ba;li;j ab ma", Label.ALLOW),
    *labels("carmelo;selim;mang;melo", Label.EITHER),  # names that people bear
    *labels("olivia;oliv;melissa;meliss;melod;grace;apollo;oliver;shaw;ali;eve;emma liam", Label.ALLOW),
    *labels("a b c d e f g h i j k l m n o p q r s t u v w x y z", Label.ALLOW),
    *labels("pearl;pearson;elppa;ognam;mandy;plamen;xolivia;oliviax;ap ple;ma xq", Label.EITHER),
    *labels("olive;date;dat;haw", Label.EITHER),
    *labels("appple;mydate;olivedate;pearlpear", Label.REFUSE),
]


@pytest.mark.parametrize(("request_line", "label"), REQUESTS)
def test_requests_get_their_labels(request_line: str, label: Label) -> None:
    assert LABELLER.label(request_line.split()).label == label


@pytest.mark.parametrize("parts", ["ap ple", "man go", "pe ar"])
def test_a_fruit_split_over_two_prefixes_is_never_refused_for_the_pair(parts: str) -> None:
    assert LABELLER.label(parts.split()).label != Label.REFUSE


@pytest.mark.parametrize("word", POLICY.anywhere_words)
def test_a_banned_word_is_found_alone_inside_at_the_end_and_by_its_stems(word: str) -> None:
    for text in (word, f"xq{word}", f"{word}xq", f"xq{word}xq"):
        assert MATCHER.banned(text)
        assert LABELLER.prefix(text).label == Label.REFUSE
    for stem in stems_of(word, POLICY.stem):
        assert LABELLER.prefix(f"xq{stem}").label == Label.REFUSE


@pytest.mark.parametrize("word", POLICY.whole_words)
def test_a_whole_word_is_banned_alone_and_not_inside(word: str) -> None:
    assert MATCHER.banned(word)
    assert MATCHER.banned(f"xq{word}xq") is None
    assert LABELLER.prefix(f"{word}xq").label == Label.EITHER


def test_a_plural_that_escapes_and_a_beginning_that_is_banned_are_found_by_the_audit() -> None:
    policy = Policy(name="x", anywhere={"a": ("cherry", "gra")}, whole={"b": ("abc",)})
    given = GivenNames(
        {"gra": 94, "abc": 30}, ("grace", "gra"), frozenset(("grace", "gra", "cherry", "abc", "jalen"))
    )
    problems = audit(policy, given)
    assert [(problem.place, problem.reason.split(",")[0]) for problem in problems] == [
        ("anywhere.a[0]", "the plural of 'cherry'"),
        ("anywhere, a", "'gra' bans 'gra'"),
        ("anywhere, a", "'gra' bans the name 'grace': make it ordinary"),
    ]
