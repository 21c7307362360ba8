"""Given names: what ordinary people are called, and so what they type."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import msgspec

from .beginnings import count_beginnings, read_beginnings, read_names

# The model is trained on the same names: one copy of them is kept, and read as text.
NAMES = Path(__file__).parents[2] / "model" / "data" / "names.txt"
MANY = 2_000  # so many from the top of each list of the data set are borne by many people


class GivenNames(msgspec.Struct, frozen=True):
    """What a data set of names says about ordinary requests.

    `beginnings`: the common ones, each with its count of names. `common`: the names that many people bear, each
    once, the commonest first. `borne`: every name of the data set.
    """

    beginnings: Mapping[str, int]
    common: tuple[str, ...] = ()
    borne: frozenset[str] = frozenset()


def read_given_names(path: Path | None = None) -> GivenNames:
    """What the data set at a path says: names a-z, one a line, the commonest first; without a path, the shipped one.

    A data set may be several lists, one after another, each in falling order of bearers: a new list begins where a
    name comes again. Raises BeginningsError.
    """
    names = read_names(NAMES if path is None else path)
    beginnings = read_beginnings() if path is None else count_beginnings(names)
    return GivenNames(beginnings, commonest(names), frozenset(names))


def commonest(names: Iterable[str], most: int = MANY) -> tuple[str, ...]:
    """The first `most` names of each list of a data set, each once, in the order of their places in the lists."""
    ranks = zip_longest(*(names[:most] for names in _lists(names)))
    return tuple(dict.fromkeys(name for rank in ranks for name in rank if name is not None))


def _lists(names: Iterable[str]) -> Sequence[list[str]]:
    lists: list[dict[str, None]] = [{}]
    for name in names:
        if name in lists[-1]:
            lists.append({})
        lists[-1][name] = None
    return [list(each) for each in lists]
