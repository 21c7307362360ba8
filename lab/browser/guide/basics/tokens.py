"""A name as the model reads it: BOS, an id for each letter, BOS; and how often the data has it."""

import functools
from collections import Counter

import msgspec

from lab.browser import house
from lab.browser.guide.origins import Origin, origin
from model.training.names import MAX_LETTERS, load_names


class Token(msgspec.Struct, frozen=True):
    """A token of a document: "BOS" or a letter, its id, its place, and the token that is to follow."""

    text: str
    id: int
    position: int
    next: str  # empty behind the last


class Tokens(msgspec.Struct, frozen=True):
    """A name in tokens."""

    name: str
    tokens: tuple[Token, ...]
    letters: int
    count: int  # of tokens
    tasks: int  # tokens that are to be foretold
    in_data: int  # how many of the 32,033 lines are this name
    lines: int
    origins: dict[str, Origin]


def read_name(text: str) -> str:
    """The letters of a text, as the bot reads a prefix, of which the model has room for 15; empty where none is."""
    (letters, *_) = house.frozen().read_prefixes("".join(text.split())) or [""]
    return letters[:MAX_LETTERS]


@functools.cache
def data() -> tuple[str, ...]:
    """The lines of the data."""
    return load_names()


@functools.cache
def counted() -> Counter[str]:
    """How many lines of the data each name has."""
    return Counter(data())


def encode(name: str) -> list[int]:
    """The ids of a document: BOS, the letters, BOS."""
    return [house.END, *map(house.LETTERS.index, name), house.END]


def tokens(name: str) -> Tokens:
    """The tokens of a name of the letters a-z."""
    ids = encode(name)
    texts = ["BOS" if each == house.END else house.LETTERS[each] for each in ids]
    made = tuple(
        Token(text, each, position, after)
        for position, (text, each, after) in enumerate(zip(texts, ids, [*texts[1:], ""], strict=True))
    )
    names = counted()
    return Tokens(
        name,
        made,
        len(name),
        len(made),
        len(made) - 1,
        names[name],
        names.total(),
        {
            "id": origin(encode, name=name),
            "count": origin(len, tokens=texts),
            "tasks": origin(len, next=texts[1:]),
            "in_data": origin(counted, name=name),
            "letters": origin(len, name=name),
            "lines": origin(load_names, path="model/data/names.txt"),
        },
    )


class Beginning(msgspec.Struct, frozen=True):
    """How many lines of the data begin so, and the first few of them."""

    letters: str
    count: int
    examples: tuple[str, ...]


class Beginnings(msgspec.Struct, frozen=True):
    """A name, one letter more each time."""

    name: str
    rows: tuple[Beginning, ...]
    origins: dict[str, Origin]


EXAMPLES = 6


def beginning(letters: str) -> list[str]:
    """The lines of the data that begin with these letters, in file order."""
    return [name for name in data() if name.startswith(letters)]


def beginnings(name: str) -> Beginnings:
    """How the data thins out along a name."""
    rows = []
    left: list[str] = list(data())
    for end in range(len(name) + 1):
        left = [each for each in left if each.startswith(name[:end])]
        rows.append(Beginning(name[:end], len(left), tuple(list(dict.fromkeys(left))[:EXAMPLES])))
    return Beginnings(name, tuple(rows), {"count": origin(beginning)})
