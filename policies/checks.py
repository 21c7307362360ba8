"""What makes a policy unusable: each problem with its place in the file and the reason."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from .words import plurals, stems_of

if TYPE_CHECKING:  # a policy checks itself when it is made
    from .policy import Expression, Policy

SHORTEST_WORD = 3  # a ban on two letters would ban ordinary names by the hundred

_LETTERS = re.compile(r"[a-z]+")
_TITLE = re.compile(r"[a-z][a-z ]*")  # titles are printed and written into comments


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a policy: where (a key path such as `anywhere.pome[3]`) and what."""

    place: str
    reason: str


def find_problems(policy: "Policy") -> tuple[Problem, ...]:
    """Everything for which a policy must not be used; its types are right already."""
    # Lists are held against each other only once each is sound: the rest would be noise.
    return tuple(_unsound(policy)) or tuple(_contradictions(policy))


def _unsound(policy: "Policy") -> Iterator[Problem]:
    """What is wrong within the lists."""
    if not _TITLE.fullmatch(policy.name):
        yield Problem("name", f"{policy.name!r} is not made of a-z and spaces")
    for key, said in (("words.one", policy.words.one), ("words.many", policy.words.many)):
        if not _TITLE.fullmatch(said):
            yield Problem(key, f"{said!r} is not made of a-z and spaces")
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


def _places(policy: "Policy") -> Iterator[tuple[str, str]]:
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


def _malformed(policy: "Policy", words: Iterable[tuple[str, str]]) -> Iterator[Problem]:
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


def _expression_problems(expressions: Iterable["Expression"]) -> Iterator[Problem]:
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


def _pattern_problems(expression: "Expression", place: str) -> Iterator[Problem]:
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


def _contradictions(policy: "Policy") -> Iterator[Problem]:
    """Lists that say opposite things, or the same thing twice."""
    words = policy.anywhere_words
    within = {word: next((w for w in words if w in word and w != word), None) for word in words}
    stems = {word: stems_of(word, policy.stem) for word in words}
    for group, members in policy.anywhere.items():
        for index, word in enumerate(members):
            inner = within[word]
            # Of two words that contain others, only the shorter can make the longer needless: never each the other.
            others = (
                [w for w in words if w != word and (not within[w] or len(w) < len(word))] if inner else []
            )
            known = tuple(stem for other in others for stem in stems[other])
            if inner and all(_caught(stem, words, known) for stem in stems[word]):
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


def _caught(stem: str, words: Iterable[str], stems: tuple[str, ...]) -> bool:
    return stem.endswith(stems) or any(word in stem for word in words)


def _matches_expression(expressions: Iterable["Expression"], name: str) -> bool:
    import regex

    return any(regex.search(expression.pattern, name) for expression in expressions)
