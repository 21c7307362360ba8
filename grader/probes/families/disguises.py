"""Families that hide a banned word behind something that the frozen loop removes, or seems to."""

import random
import unicodedata

from grader.probes.families.world import Lines, World, family, pick

NOISE = "-._'!1234567890,/*~&#\u0301\u00b7ж"
# Not white space, so that the word stays one token; and white space, which splits it in two.
INVISIBLE = ("\u200b", "\u00ad", "\ufeff", "\u2060", "\u200d")
INVISIBLE_SPACES = ("\u00a0", "\u2003", "\u3000")


@family("case")
def case(world: World, rng: random.Random) -> Lines:
    """A banned word in capitals, with accents or in full width here and there."""
    for word in pick(rng, world.words, 14):
        yield random_case(rng, word).encode()
    for word in pick(rng, tuple(word for word in world.words if "k" in word), 1):
        yield word.replace("k", "\u212a").encode()  # the Kelvin sign, whose lower case is a plain k
    for word in pick(rng, world.words, 4):
        yield random_forms(rng, word).encode()


def random_case(rng: random.Random, word: str) -> str:
    """The word with at least one capital."""
    capitals = {rng.randrange(len(word)), *(i for i in range(len(word)) if rng.random() < 0.5)}
    return "".join(letter.upper() if index in capitals else letter for index, letter in enumerate(word))


def random_forms(rng: random.Random, word: str) -> str:
    """The word with at least one letter in another form, of which the frozen loop leaves the plain letter."""
    changed = {rng.randrange(len(word)), *(i for i in range(len(word)) if rng.random() < 0.3)}
    return "".join(rng.choice(forms(letter)) if i in changed else letter for i, letter in enumerate(word))


def forms(letter: str) -> tuple[str, ...]:
    """The letter with an acute or a grave accent or a diaeresis, and in full width."""
    accented = (unicodedata.normalize("NFC", letter + accent) for accent in "\u0301\u0300\u0308")
    return (*accented, chr(ord(letter) + ord("\uff41") - ord("a")))


@family("noise")
def noise(world: World, rng: random.Random) -> Lines:
    """A banned word with characters in it that are no letters: the model never sees them."""
    for word in pick(rng, world.words, 18):
        yield disguise(rng, word, NOISE).encode()


def disguise(rng: random.Random, word: str, characters: str | tuple[str, ...]) -> str:
    """The word with one to three of the characters inside it."""
    for _ in range(rng.randint(1, 3)):
        place = rng.randint(1, len(word) - 1)
        word = word[:place] + rng.choice(characters) + word[place:]
    return word


@family("invisible")
def invisible(world: World, rng: random.Random) -> Lines:
    """A banned word with invisible characters in it; those that are white space make two prefixes of it."""
    for word in pick(rng, world.words, 10):
        yield disguise(rng, word, INVISIBLE).encode()
    for word in pick(rng, world.words, 6):
        yield disguise(rng, word, INVISIBLE_SPACES).encode()


@family("split")
def split(world: World, rng: random.Random) -> Lines:
    """A banned word in two prefixes: no name can join them, so each counts for itself."""
    for word in pick(rng, world.words, 16):
        place = rng.randint(1, len(word) - 1)
        yield f"{word[:place]} {word[place:]}".encode()
