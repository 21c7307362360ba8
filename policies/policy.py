"""A policy: what is banned, as data, read from a TOML file and checked before anything can use it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from .checks import Problem, find_problems
from .words import Stem, stems_of

FRUIT = Path(__file__).with_name("fruit.toml")


class PolicyError(Exception):
    """A policy that must not be used. `file` is None for one that was built in Python."""

    def __init__(self, file: str | None, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        self.place = problems[0].place
        self.reason = problems[0].reason
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(": ".join(filter(None, (file, self.place, self.reason))) + more)


class Expression(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shape that no word can say, as a pattern of the `regex` module, searched anywhere in a name.

    The examples match it and nothing else of the policy, which is why the expression is needed.
    """

    name: str
    pattern: str
    why: str
    examples: tuple[str, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people call what the policy bans: one of it, with its article, and many."""

    one: str = "a banned word"
    many: str = "banned words"


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A valid policy; one that is not raises PolicyError when it is made, however it is made.

    `anywhere` and `whole` map a group's title to its words, all a-z. A word of `anywhere` is banned wherever it
    stands in a name, one of `whole` as the whole name or its plural. `ordinary` names are never banned, as a
    whole. `left_out` maps words that were considered, and not banned, to the reason. `words` is how reports name
    what is banned.
    """

    name: str
    anywhere: dict[str, tuple[str, ...]]
    stem: Stem = Stem()
    whole: dict[str, tuple[str, ...]] = {}
    expressions: tuple[Expression, ...] = ()
    ordinary: tuple[str, ...] = ()
    left_out: dict[str, str] = {}
    words: Words = Words()

    def __post_init__(self) -> None:
        problems = find_problems(self)
        if problems:
            raise PolicyError(None, problems)

    @property
    def anywhere_words(self) -> tuple[str, ...]:
        """Every word that is banned as a substring, in the order of the file."""
        return tuple(word for words in self.anywhere.values() for word in words)

    @property
    def whole_words(self) -> tuple[str, ...]:
        """Every word that is banned as a whole name, without the plurals, in the order of the file."""
        return tuple(word for words in self.whole.values() for word in words)

    @property
    def group_of(self) -> dict[str, str]:
        """The group of every banned word."""
        lists = (*self.anywhere.items(), *self.whole.items())
        return {word: group for group, words in lists for word in words}

    @property
    def stems(self) -> dict[str, str]:
        """Every stem and the word that it leads to; of several words the shortest, then the first in the file.

        A stem is a beginning of an `anywhere` word, shorter than the word. It may contain another banned word.
        """
        found: dict[str, str] = {}
        for word in sorted(self.anywhere_words, key=len):
            for stem in stems_of(word, self.stem):
                found.setdefault(stem, word)
        return found


def load(path: Path | None = None) -> Policy:
    """Read and check a policy file; without a path, the shipped fruit policy.

    Raises PolicyError, with the file, the place in it and the reason, for a file that cannot be read, is not TOML,
    or is not a valid policy.
    """
    path = FRUIT if path is None else path
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise PolicyError(str(path), (Problem("", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise PolicyError(str(path), (Problem(f"byte {error.start}", "is not UTF-8"),)) from error
    return loads(text, str(path))


def loads(text: str, file: str | None = None) -> Policy:
    """Read and check a policy from TOML text; `file` is the name that errors give. Raises PolicyError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(file, (Problem("", f"is not TOML: {error}"),)) from error
    empty = tuple(
        Problem(key, "is empty: put something in it, or leave the key out")
        for key, value in content.items()
        if value in ([], {})
    )
    if empty:
        raise PolicyError(file, empty)
    try:
        return msgspec.convert(content, Policy)
    except PolicyError as error:
        raise PolicyError(file, error.problems) from None
    except msgspec.ValidationError as error:
        raise PolicyError(file, (_type_problem(str(error), content),)) from None


def _type_problem(message: str, content: Mapping[str, object]) -> Problem:
    """What msgspec found, with its `$.anywhere[...][0]` turned into the key path `anywhere.pome[0]`."""
    reason, _, path = message.partition(" - at `$")
    place = path.rstrip("`").lstrip(".")
    table, gap, rest = place.partition("[...]")
    groups = content.get(table)
    if gap and isinstance(groups, dict):  # msgspec does not say which key: find the first that fails alone
        expected = str if table == "left_out" else tuple[str, ...]
        for key, value in groups.items():
            try:
                msgspec.convert(value, expected)
            except msgspec.ValidationError:
                return Problem(f"{table}.{key}{rest}", reason)
    return Problem(place, reason)
