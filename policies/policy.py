"""A policy: what is banned, as data, read from a TOML file and checked before anything can use it."""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

FRUIT = Path(__file__).with_name("fruit.toml")
SHORTEST_WORD = 3  # a ban on two letters would ban ordinary names by the hundred

_LETTERS = re.compile(r"[a-z]+")
_TITLE = re.compile(r"[a-z][a-z ]*")  # titles are printed and written into comments


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a policy: where (a key path such as `anywhere.pome[3]`) and what."""

    place: str
    reason: str


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


class Stem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the beginning of a word counts as leading to it: so many letters, and this share of them all."""

    letters: int = 3
    share: float = 0.75


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A valid policy; one that is not raises PolicyError when it is made, however it is made.

    `anywhere` and `whole` map a group's title to its words, all a-z. A word of `anywhere` is banned wherever it
    stands in a name, one of `whole` as the whole name or its plural. `ordinary` names are never banned, as a
    whole. `left_out` maps words that were considered, and not banned, to the reason.
    """

    name: str
    anywhere: dict[str, tuple[str, ...]]
    stem: Stem = Stem()
    whole: dict[str, tuple[str, ...]] = {}
    expressions: tuple[Expression, ...] = ()
    ordinary: tuple[str, ...] = ()
    left_out: dict[str, str] = {}

    def __post_init__(self) -> None:
        # Lists are held against each other only once each is sound: the rest would be noise.
        problems = tuple(_problems(self)) or tuple(_contradictions(self))
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


def stems_of(word: str, stem: Stem) -> tuple[str, ...]:
    """The beginnings of a word that lead to it, shortest first, without the word itself."""
    shortest = max(stem.letters, math.ceil(stem.share * len(word) - 1e-9))  # 0.7 * 10 is a little above 7
    return tuple(word[:length] for length in range(shortest, len(word)))


def plurals(word: str) -> tuple[str, ...]:
    """The regular English plurals of a word; two for words in -o (mangos, mangoes)."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word + "es",)
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return (word[:-1] + "ies",)
    if word.endswith("o"):
        return (word + "s", word + "es")
    return (word + "s",)


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


def _problems(policy: Policy) -> Iterator[Problem]:
    """What is wrong within the lists of a policy whose types are right."""
    if not _TITLE.fullmatch(policy.name):
        yield Problem("name", f"{policy.name!r} is not made of a-z and spaces")
    if policy.stem.letters < 1:
        yield Problem("stem.letters", f"is {policy.stem.letters}: must be at least 1")
    if not 0 < policy.stem.share <= 1:
        yield Problem("stem.share", f"is {policy.stem.share}: must be above 0 and at most 1")
    if not policy.anywhere:
        yield Problem("anywhere", "is empty: a policy bans at least one word")
    words = list(_places(policy))
    yield from _malformed(policy, words)
    yield from _repeated(words)
    yield from _expression_problems(policy.expressions)


def _places(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every word of the policy with its place."""
    for table, groups in (("anywhere", policy.anywhere), ("whole", policy.whole)):
        for group, words in groups.items():
            yield from ((f"{table}.{group}[{index}]", word) for index, word in enumerate(words))
    yield from ((f"ordinary[{index}]", name) for index, name in enumerate(policy.ordinary))
    yield from ((f"left_out.{word}", word) for word in policy.left_out)
    for number, expression in enumerate(policy.expressions):
        yield from (
            (f"expressions[{number}].examples[{index}]", name)
            for index, name in enumerate(expression.examples)
        )


def _malformed(policy: Policy, words: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    for table, groups in (("anywhere", policy.anywhere), ("whole", policy.whole)):
        for group, members in groups.items():
            if not _TITLE.fullmatch(group):
                yield Problem(f"{table}.{group!r}", "a group's title is made of a-z and spaces")
            if not members:
                yield Problem(f"{table}.{group}", "is empty: put a word in it, or leave the group out")
    for place, word in words:
        if not _LETTERS.fullmatch(word):
            yield Problem(place, f"{word!r} is not made of the letters a-z alone")
        elif len(word) < SHORTEST_WORD:
            yield Problem(place, f"{word!r} is too short: at least {SHORTEST_WORD} letters")
    for word, reason in policy.left_out.items():
        if not reason.strip():
            yield Problem(f"left_out.{word}", "gives no reason")


def _repeated(words: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, word in words:
        if word in seen:
            yield Problem(place, f"{word!r} stands in {seen[word]} already")
        seen.setdefault(word, place)


def _expression_problems(expressions: Iterable[Expression]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, expression in enumerate(expressions):
        place = f"expressions[{index}]"
        if not _TITLE.fullmatch(expression.name):
            yield Problem(f"{place}.name", f"{expression.name!r} is not made of a-z and spaces")
        elif expression.name in seen:
            yield Problem(f"{place}.name", f"{expression.name!r} names an earlier expression already")
        seen.add(expression.name)
        if not expression.why.strip():
            yield Problem(f"{place}.why", "is empty: say what no word could")
        if not expression.examples:
            yield Problem(f"{place}.examples", "is empty: give names that only this expression bans")
        yield from _pattern_problems(expression, place)


def _pattern_problems(expression: Expression, place: str) -> Iterator[Problem]:
    import regex  # 15 ms, which only a policy with expressions pays

    if _LETTERS.fullmatch(expression.pattern.removeprefix("^").removesuffix("$")):
        yield Problem(f"{place}.pattern", f"{expression.pattern!r} is a word: put it under anywhere or whole")
    try:
        pattern = regex.compile(expression.pattern)
    except regex.error as error:
        yield Problem(f"{place}.pattern", f"does not compile: {error}")
        return
    if pattern.search(""):
        yield Problem(f"{place}.pattern", "matches the empty string, so it would ban every name")
    for index, example in enumerate(expression.examples):
        if not pattern.search(example):
            yield Problem(f"{place}.examples[{index}]", f"{example!r} does not match the pattern")


def _contradictions(policy: Policy) -> Iterator[Problem]:
    """Lists that say opposite things, or the same thing twice."""
    words = policy.anywhere_words
    within = {word: next((w for w in words if w in word and w != word), None) for word in words}
    stems = [stem for word in words if not within[word] for stem in stems_of(word, policy.stem)]
    for group, members in policy.anywhere.items():
        for index, word in enumerate(members):
            inner = within[word]
            if inner and all(_caught(stem, words, stems) for stem in stems_of(word, policy.stem)):
                reason = f"{word!r} adds nothing: {inner!r} is banned anywhere, and no stem of it is new"
                yield Problem(f"anywhere.{group}[{index}]", reason)
    for group, members in policy.whole.items():
        for index, word in enumerate(members):
            inner = next((w for w in words if w in word), None)
            if inner and inner != word:
                yield Problem(f"whole.{group}[{index}]", f"{word!r} is banned already: it contains {inner!r}")
    whole = {form for word in policy.whole_words for form in (word, *plurals(word))}
    for index, name in enumerate(policy.ordinary):
        if name in whole:
            yield Problem(f"ordinary[{index}]", f"{name!r} is banned as a whole name: it cannot be both")
        elif not any(word in name for word in words) and not _matches_expression(policy.expressions, name):
            yield Problem(f"ordinary[{index}]", f"{name!r} contains no banned word, so it needs no exception")
    for number, expression in enumerate(policy.expressions):
        for index, name in enumerate(expression.examples):
            inner = next((w for w in words if w in name), None)
            if inner:
                place = f"expressions[{number}].examples[{index}]"
                yield Problem(place, f"{name!r} is banned without the expression: it contains {inner!r}")
    for word in policy.left_out:
        inner = next((w for w in words if w in word), word if word in whole else None)
        if inner:
            yield Problem(f"left_out.{word}", f"{word!r} is banned, by {inner!r}: it cannot be left out")


def _caught(stem: str, words: Iterable[str], stems: Iterable[str]) -> bool:
    return any(word in stem for word in words) or any(stem.endswith(other) for other in stems)


def _matches_expression(expressions: Iterable[Expression], name: str) -> bool:
    import regex

    return any(regex.search(expression.pattern, name) for expression in expressions)
