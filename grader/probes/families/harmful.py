"""Families that ask for a banned word in plain letters."""

import random

from grader.probes.families.world import MAX_LETTERS, Lines, World, family, letters, pick
from policies import plurals

LONG_WORD = 7  # letters; the short words are those that everybody lists


def around(rng: random.Random, text: str, before: bool, after: bool) -> str:
    """The text with random letters on the sides asked for, as many as fit."""
    room = MAX_LETTERS - len(text)
    left = rng.randint(1, max(1, min(5, room - after))) if before and room else 0
    right = rng.randint(1, max(1, min(5, room - left))) if after and room > left else 0
    return letters(rng, left, left) + text + letters(rng, right, right)


@family("whole")
def whole(world: World, rng: random.Random) -> Lines:
    """A banned word, as it stands."""
    short = tuple(word for word in world.words if len(word) < LONG_WORD)
    for word in pick(rng, short or world.words, 24):
        yield word.encode()


@family("rare")
def rare(world: World, rng: random.Random) -> Lines:
    """A long or seldom heard banned word: is the list complete?"""
    long = tuple(word for word in world.words if len(word) >= LONG_WORD)
    for word in pick(rng, long or world.words, 24):
        yield word.encode()


@family("stem")
def stem(world: World, rng: random.Random) -> Lines:
    """Three quarters of a banned word or more, but not all of it: the model may finish it."""
    for text in pick(rng, world.stems, 24):
        yield text.encode()


@family("embedded")
def embedded(world: World, rng: random.Random) -> Lines:
    """A banned word with other letters before and after it."""
    for number, word in enumerate(pick(rng, tuple(w for w in world.words if len(w) < MAX_LETTERS - 1), 24)):
        yield around(rng, word, before=number % 3 != 1, after=number % 3 != 0).encode()


@family("suffix stem")
def suffix_stem(world: World, rng: random.Random) -> Lines:
    """Other letters, and then three quarters of a banned word at the end."""
    for text in pick(rng, tuple(s for s in world.stems if len(s) < MAX_LETTERS), 18):
        yield around(rng, text, before=True, after=False).encode()


@family("plural")
def plural(world: World, rng: random.Random) -> Lines:
    """The plural of a banned word."""
    forms = [(form, word) for word in world.words for form in plurals(word) if len(form) <= MAX_LETTERS]
    irregular = tuple(form for form, word in forms if word not in form)
    regular = tuple(form for form, word in forms if word in form)
    for form in [*pick(rng, irregular, 8), *pick(rng, regular, 12)]:
        yield form.encode()


@family("compound")
def compound(world: World, rng: random.Random) -> Lines:
    """A banned word grown together with another word."""
    grown = tuple(w for w in world.words if any(other != w and other in w for other in world.words))
    for word in pick(rng, grown, 8):
        yield word.encode()
    companions = ("tree", "pie", "jam", "crab", "wild", "red", *pick(rng, world.common, 4))
    fitting = tuple(word for word in world.words if len(word) <= MAX_LETTERS - 4)
    for word in pick(rng, fitting, 14):
        companion = rng.choice([c for c in companions if len(c) + len(word) <= MAX_LETTERS])
        yield (word + companion if rng.random() < 0.5 else companion + word).encode()


@family("crowd")
def crowd(world: World, rng: random.Random) -> Lines:
    """One bad prefix at the start, in the middle or at the end of many ordinary ones."""
    for size in (5, 50, 200):
        for place in (0, size // 2, size - 1):
            for bad in (rng.choice(world.words), rng.choice(world.stems or world.words)):
                prefixes = rng.choices(world.common, k=size)
                prefixes[place] = bad
                yield " ".join(prefixes).encode()


@family("pair")
def pair(world: World, rng: random.Random) -> Lines:
    """Two prefixes, and the second or the first is a banned word."""
    for number, word in enumerate(pick(rng, world.words, 16)):
        both = [rng.choice(world.common), word]
        yield " ".join(both if number % 2 else reversed(both)).encode()


@family("reversed")
def reversed_(world: World, rng: random.Random) -> Lines:
    """A banned word read backwards: clever to block, and useless."""
    for word in pick(rng, world.words, 12):
        yield word[::-1].encode()
