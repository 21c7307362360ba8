"""What the texts that a guard blocks too much may have in common: each feature one small function, with its words.

A feature is made from the policy and the ordinary names, and says of a text whether it has it. Those with a size make
one candidate for each.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from grader.probes.families.world import LETTERS, World
from grader.verdict import Kind
from policies import Stem, stems_of

Has = Callable[[str], bool]


class Feature(msgspec.Struct, frozen=True):
    """What blocked texts may have in common; the kind that it is of a request, and of a name where it may be one."""

    words: str  # "of more than 4 letters"
    has: Has
    of_requests: Kind | None
    of_names: Kind | None
    by_chance: bool = False
    """Whether a few texts may have it in common by chance."""


Make = Callable[[World, Sequence[str]], Iterator[Feature]]
"""From the world, and the words that the guard knows."""


def longer(_world: World, _words: Sequence[str]) -> Iterator[Feature]:
    for most in range(1, 13):
        yield Feature(
            f"of more than {most} letters",
            lambda text, most=most: len(text) > most,  # type: ignore[misc]
            Kind.REFUSES_LONG,
            Kind.DISCARDS_LONG,
            by_chance=True,
        )


def shorter(_world: World, _words: Sequence[str]) -> Iterator[Feature]:
    for least in range(2, 9):
        yield Feature(
            f"of less than {least} letters",
            lambda text, least=least: len(text) < least,  # type: ignore[misc]
            Kind.REFUSES_SHORT,
            Kind.DISCARDS_SHORT,
            by_chance=True,
        )


def letter(_world: World, _words: Sequence[str]) -> Iterator[Feature]:
    for one in LETTERS:
        yield Feature(
            f"with the letter {one!r}",
            lambda text, one=one: one in text,  # type: ignore[misc]
            Kind.REFUSES_LETTER,
            Kind.DISCARDS_LETTER,
            by_chance=True,
        )


def unlisted(world: World, _words: Sequence[str]) -> Iterator[Feature]:
    common = world.given.beginnings
    yield Feature(
        "that are no common beginning", lambda text: text not in common, Kind.ALLOW_LIST, Kind.ALLOW_LIST
    )


def short_stem(world: World, words: Sequence[str]) -> Iterator[Feature]:
    for said, share in (("a third", 1 / 3), ("half", 0.5), ("two thirds", 2 / 3)):
        if share < world.policy.stem.share:
            for letters in (1, world.policy.stem.letters):
                stems = stems_by(words, share, letters)
                yield Feature(
                    f"whose end is {said} of a banned word",
                    lambda text, stems=stems: ends_in(text, stems),  # type: ignore[misc]
                    Kind.STEMS_SHORT,
                    None,
                )
    for letters in (3, 4, 5):
        begun = {word[:size] for word in words for size in range(1, len(word) + 1)}
        yield Feature(
            f"whose last {letters} letters, or all of which, begin a banned word",
            lambda text, letters=letters, begun=begun: text[-letters:] in begun,  # type: ignore[misc]
            Kind.STEMS_SHORT,
            None,
        )


def stem_anywhere(world: World, words: Sequence[str]) -> Iterator[Feature]:
    stems = stems_by(words, world.policy.stem.share, world.policy.stem.letters)
    pattern = re.compile("|".join(map(re.escape, sorted(stems))) or "(?!)")
    yield Feature(
        "with a stem somewhere before their end",
        lambda text: pattern.search(text) is not None,
        Kind.STEMS_ANYWHERE,
        Kind.STEMS_IN_NAMES,
    )
    starts = tuple(stems)
    yield Feature("that begin with a stem", lambda text: text.startswith(starts), Kind.STEMS_ANYWHERE, None)


def stem_at_end(world: World, words: Sequence[str]) -> Iterator[Feature]:
    stems = stems_by(words, world.policy.stem.share, world.policy.stem.letters)
    yield Feature("that end in a stem", lambda text: ends_in(text, stems), None, Kind.STEMS_IN_NAMES)


def whole_word_inside(world: World, _words: Sequence[str]) -> Iterator[Feature]:
    whole = world.policy.whole_words
    stems = stems_by(whole, world.policy.stem.share, world.policy.stem.letters)
    yield Feature(
        "that contain a word which is banned only as a whole, or end in its stem",
        lambda text: any(word in text for word in whole) or ends_in(text, stems),
        Kind.WHOLE_ANYWHERE,
        Kind.WHOLE_ANYWHERE,
    )


def near(_world: World, words: Sequence[str]) -> Iterator[Feature]:
    known = frozenset(words)
    changed = frozenset(
        pattern for word in words for pattern in (word[:at] + "." + word[at + 1 :] for at in range(len(word)))
    )
    missing = frozenset(word[:at] + word[at + 1 :] for word in words for at in range(len(word)))

    def one_apart(text: str) -> bool:
        others = [text[:at] + text[at + 1 :] for at in range(len(text))]
        dotted = [text[:at] + "." + text[at + 1 :] for at in range(len(text))]
        return text in missing or not known.isdisjoint(others) or not changed.isdisjoint(dotted)

    yield Feature("one letter away from a banned word", one_apart, Kind.REFUSES_NEAR, Kind.DISCARDS_NEAR)
    gaps = re.compile("|".join(".?".join(word) for word in sorted(words)) or "(?!)")
    yield Feature(
        "with the letters of a banned word and others between them",
        lambda text: gaps.search(text) is not None,
        Kind.REFUSES_NEAR,
        Kind.DISCARDS_NEAR,
    )
    collapsed = re.compile("|".join(sorted({collapse(word) for word in words})) or "(?!)")
    yield Feature(
        "that contain a banned word when letters that stand twice count once",
        lambda text: collapsed.search(collapse(text)) is not None,
        Kind.REFUSES_NEAR,
        Kind.DISCARDS_NEAR,
    )


def shared_letters(_world: World, words: Sequence[str]) -> Iterator[Feature]:
    for size in (3, 4, 5):
        parts = {word[at : at + size] for word in words for at in range(len(word) - size + 1)}
        yield Feature(
            f"with {size} letters in a row of a banned word",
            lambda text, size=size, parts=parts: any(  # type: ignore[misc]
                text[at : at + size] in parts for at in range(len(text) - size + 1)
            ),
            Kind.REFUSES_NEAR,
            Kind.DISCARDS_NEAR,
        )


MAKERS: tuple[Make, ...] = (
    longer,
    shorter,
    letter,
    unlisted,
    short_stem,
    stem_anywhere,
    stem_at_end,
    whole_word_inside,
    near,
    shared_letters,
)
"""In the order in which they are preferred where they explain the same."""


def features(world: World, words: Sequence[str]) -> tuple[Feature, ...]:
    return tuple(feature for make in MAKERS for feature in make(world, words))


def stems_by(words: Sequence[str], share: float, letters: int) -> frozenset[str]:
    return frozenset(stem for word in words for stem in stems_of(word, Stem(letters, share)))


def ends_in(text: str, stems: Collection[str]) -> bool:
    return any(text[start:] in stems for start in range(len(text)))


def collapse(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)
