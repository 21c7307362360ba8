"""A policy file is read whole and checked, or refused with the place and the reason."""

from pathlib import Path

import pytest

from policies import Expression, Policy, PolicyError, Stem, Words, load, loads, plurals, stems_of

GOOD = """
name = "fruit"
words = { one = "a fruit", many = "fruits" }
ordinary = ["pearl"]

[stem]
letters = 3
share = 0.75

[anywhere]
pome = ["apple", "pear"]
tropical = ["mango", "pineapple"]

[whole]
stone = ["olive"]

[[expressions]]
name = "held down"
pattern = "man{3,}go"
why = "any number of n"
examples = ["mannngo"]

[left_out]
rowan = "a given name"
"""


def test_a_good_file_is_read_into_one_frozen_record() -> None:
    policy = loads(GOOD)
    assert policy.anywhere == {"pome": ("apple", "pear"), "tropical": ("mango", "pineapple")}
    assert policy.anywhere_words == ("apple", "pear", "mango", "pineapple")
    assert policy.whole_words == ("olive",)
    assert policy.group_of == {
        "apple": "pome",
        "pear": "pome",
        "mango": "tropical",
        "pineapple": "tropical",
        "olive": "stone",
    }
    assert policy.stem == Stem(letters=3, share=0.75)
    assert policy.expressions == (Expression("held down", "man{3,}go", "any number of n", ("mannngo",)),)
    assert policy.ordinary == ("pearl",)
    assert policy.left_out == {"rowan": "a given name"}
    assert policy.words == Words("a fruit", "fruits")
    with pytest.raises(AttributeError):
        policy.name = "other"  # type: ignore[misc]


def test_all_but_the_name_and_one_word_may_be_left_out() -> None:
    policy = loads('name = "x"\n[anywhere]\nall = ["abc"]')
    assert policy == Policy(name="x", anywhere={"all": ("abc",)})


BAD = [
    # (what is replaced in the good file, by what, the place, part of the reason)
    ('name = "fruit"', "", "", "missing required field `name`"),
    ('name = "fruit"', 'name = "Fruit!"', "name", "'Fruit!' is not made of a-z and spaces"),
    ('name = "fruit"', 'name = "fruit"\ncolour = 1', "", "unknown field `colour`"),
    ('name = "fruit"', "name = 3", "name", "Expected `str`, got `int`"),
    ('one = "a fruit"', 'one = "A fruit!"', "words.one", "'A fruit!' is not made of a-z and spaces"),
    ('one = "a fruit"', 'one = ""', "words.one", "'' is not made of a-z and spaces"),
    ('many = "fruits"', 'many = "{share}"', "words.many", "is not made of a-z and spaces"),
    ('many = "fruits"', 'most = "fruits"', "words", "unknown field `most`"),
    ('ordinary = ["pearl"]', "ordinary = []", "ordinary", "is empty"),
    ('ordinary = ["pearl"]', 'ordinary = "pearl"', "ordinary", "Expected `array`, got `str`"),
    ('ordinary = ["pearl"]', 'ordinary = ["pearl", "jalen"]', "ordinary[1]", "contains no banned word"),
    (
        'ordinary = ["pearl"]',
        'ordinary = ["pearl", "pear"]',
        "ordinary[1]",
        "stands in anywhere.pome[1] already",
    ),
    ('ordinary = ["pearl"]', 'ordinary = ["pearl", "pearl"]', "ordinary[1]", "stands in ordinary[0] already"),
    ('ordinary = ["pearl"]', 'ordinary = ["pearl", "olives"]', "ordinary[1]", "banned as a whole name"),
    ('ordinary = ["pearl"]', 'ordinary = ["Pearl"]', "ordinary[0]", "not made of the letters a-z"),
    ("letters = 3", "letters = 0", "stem.letters", "at least 1"),
    ("letters = 3", "letter = 3", "stem", "unknown field `letter`"),
    ("share = 0.75", "share = 0", "stem.share", "above 0 and at most 1"),
    ("share = 0.75", "share = nan", "stem.share", "above 0 and at most 1"),
    ('pome = ["apple", "pear"]', "pome = []", "anywhere.pome", "is empty"),
    ('pome = ["apple", "pear"]', "pome = 3", "anywhere.pome", "Expected `array`, got `int`"),
    ('pome = ["apple", "pear"]', 'pome = ["apple", 3]', "anywhere.pome[1]", "Expected `str`, got `int`"),
    ('pome = ["apple", "pear"]', 'pome = ["apple", "Pear"]', "anywhere.pome[1]", "'Pear' is not made of"),
    ('pome = ["apple", "pear"]', 'pome = ["apple", "päar"]', "anywhere.pome[1]", "not made of the letters"),
    (
        'pome = ["apple", "pear"]',
        'pome = ["apple", "pear\\n"]',
        "anywhere.pome[1]",
        "not made of the letters",
    ),
    ('pome = ["apple", "pear"]', 'pome = ["pear", ""]', "anywhere.pome[1]", "not made of the letters"),
    ('pome = ["apple", "pear"]', 'pome = ["pear", "ap"]', "anywhere.pome[1]", "too short: at least 3"),
    ('pome = ["apple", "pear"]', 'pome = ["apple", "pear", "apple"]', "anywhere.pome[2]", "anywhere.pome[0]"),
    ('"mango", "pineapple"', '"mango", "pear"', "anywhere.tropical[1]", "stands in anywhere.pome[1] already"),
    ('"mango", "pineapple"', '"mango", "apples"', "anywhere.tropical[1]", "'apple' is banned anywhere"),
    ('"mango", "pineapple"', '"mango", "mangosteen"', "anywhere.tropical[1]", "adds nothing: 'mango'"),
    ('"mango", "pineapple"', '"mango", "pineapple", "xpineapple"', "anywhere.tropical[2]", "adds nothing"),
    ("tropical =", "Tropical =", "anywhere.'Tropical'", "a group's title"),
    ("tropical =", '"x\\n] + [evil" =', "anywhere.'x\\n] + [evil'", "a group's title"),
    ('stone = ["olive"]', 'stone = ["apple"]', "whole.stone[0]", "stands in anywhere.pome[0] already"),
    ('stone = ["olive"]', 'stone = ["pears"]', "whole.stone[0]", "contains 'pear'"),
    ('stone = ["olive"]', "stone = []", "whole.stone", "is empty"),
    ('name = "held down"', 'name = "Held"', "expressions[0].name", "not made of a-z and spaces"),
    ('pattern = "man{3,}go"', 'pattern = "man("', "expressions[0].pattern", "does not compile"),
    ('pattern = "man{3,}go"', 'pattern = "n*"', "expressions[0].pattern", "matches the empty string"),
    ('pattern = "man{3,}go"', 'pattern = "^mannngo$"', "expressions[0].pattern", "is a word"),
    ('pattern = "man{3,}go"', "pattern = 3", "expressions[0].pattern", "Expected `str`, got `int`"),
    ('pattern = "man{3,}go"', "", "expressions[0]", "missing required field `pattern`"),
    ('why = "any number of n"', 'why = " "', "expressions[0].why", "is empty"),
    ('examples = ["mannngo"]', "examples = []", "expressions[0].examples", "is empty"),
    (
        'examples = ["mannngo"]',
        'examples = ["mango"]',
        "expressions[0].examples[0]",
        "stands in anywhere.tropical[0]",
    ),
    ('examples = ["mannngo"]', 'examples = ["jalen"]', "expressions[0].examples[0]", "does not match"),
    ('examples = ["mannngo"]', 'examples = ["mannngopear"]', "expressions[0].examples[0]", "contains 'pear'"),
    ('rowan = "a given name"', 'rowan = ""', "left_out.rowan", "gives no reason"),
    ('rowan = "a given name"', "rowan = 3", "left_out.rowan", "Expected `str`, got `int`"),
    ('rowan = "a given name"', 'apples = "why"', "left_out.apples", "is banned, by 'apple'"),
    ('rowan = "a given name"', 'olives = "why"', "left_out.olives", "is banned, by 'olives'"),
    ('rowan = "a given name"', 'mango = "why"', "left_out.mango", "stands in anywhere.tropical[0] already"),
    ("[left_out]", "[left_out", "", "is not TOML"),
    ("[stem]", "[stem]\nletters = 3", "", "is not TOML"),  # a key twice
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), BAD)
def test_a_bad_file_is_refused_with_the_file_the_place_and_the_reason(
    tmp_path: Path, old: str, new: str, place: str, reason: str
) -> None:
    assert GOOD.count(old) == 1
    file = tmp_path / "policy.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load(file)
    assert caught.value.file == str(file)
    assert caught.value.place == place
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"{file}: ")


@pytest.mark.parametrize("key", ["[anywhere]", "[whole]", "[left_out]"])
def test_an_empty_table_is_refused(key: str) -> None:
    before, after = GOOD.split(key)
    rest = after[after.index("\n[") :] if "\n[" in after else ""
    with pytest.raises(PolicyError) as caught:
        loads(before + key + rest)
    assert caught.value.place == key.strip("[]")


def test_a_repeated_expression_name_is_refused() -> None:
    again = '\n[[expressions]]\nname = "held down"\npattern = "x{3}"\nwhy = "so"\nexamples = ["xxx"]\n'
    with pytest.raises(PolicyError, match="names an earlier expression") as caught:
        loads(GOOD + again)
    assert caught.value.place == "expressions[1].name"


def test_every_problem_is_reported_not_only_the_first() -> None:
    with pytest.raises(PolicyError, match="and 1 more") as caught:
        loads(GOOD.replace('"apple", "pear"', '"apple", "Pear", "x"'))
    assert [problem.place for problem in caught.value.problems][:2] == [
        "anywhere.pome[1]",
        "anywhere.pome[2]",
    ]


def test_a_policy_built_in_python_is_checked_too() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy(name="fruit", anywhere={"pome": ("Apple",)})
    assert (caught.value.file, caught.value.place) == (None, "anywhere.pome[0]")


def test_a_word_that_contains_another_may_stand_where_it_adds_a_stem() -> None:
    assert "pineapple" in loads(GOOD).anywhere_words  # for "pineapp"


@pytest.mark.parametrize(
    ("make", "reason"), [("missing", "No such file"), ("folder", "directory"), ("latin", "UTF-8")]
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, make: str, reason: str) -> None:
    path = tmp_path / "policy.toml"
    if make == "folder":
        path.mkdir()
    elif make == "latin":
        path.write_bytes('name = "p\xeache"'.encode("latin-1"))
    with pytest.raises(PolicyError, match=reason) as caught:
        load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("fig", ()),
        ("pear", ("pea",)),
        ("mango", ("mang",)),
        ("banana", ("banan",)),
        ("apricot", ("aprico",)),
        ("rambutan", ("rambut", "rambuta")),
        ("pomegranate", ("pomegrana", "pomegranat")),
    ],
)
def test_a_stem_has_three_letters_and_three_quarters_of_its_word(word: str, stems: tuple[str, ...]) -> None:
    assert stems_of(word, Stem()) == stems


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("date", ("dates",)),
        ("cherry", ("cherries",)),
        ("tokay", ("tokays",)),
        ("peach", ("peaches",)),
        ("cassis", ("cassises",)),
        ("mango", ("mangos", "mangoes")),
    ],
)
def test_plurals_are_the_regular_english_ones(word: str, expected: tuple[str, ...]) -> None:
    assert plurals(word) == expected
