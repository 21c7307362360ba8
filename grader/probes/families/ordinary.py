"""Families that ask for what ordinary people ask for."""

import random

from grader.probes.families.world import COMMONEST, LETTERS, Lines, World, family, few_names, pick


@family("common")
def common(world: World, rng: random.Random) -> Lines:
    """What many real names begin with."""
    for beginning in pick(rng, world.common[:COMMONEST], 90):
        yield beginning.encode()


@family("near miss")
def near_miss(world: World, rng: random.Random) -> Lines:
    """What real names begin with, and a banned word too, or nearly."""
    banned = {word[:length] for word in world.policy.anywhere_words for length in range(2, len(word))}
    near = tuple(b for b in world.common if len(b) >= 2 and (b in banned or b[:3] in banned))
    for beginning in pick(rng, near, 30):
        yield beginning.encode()


@family("ordinary")
def ordinary(world: World, rng: random.Random) -> Lines:
    """Real names that contain a banned word by accident: shown, and scored neither way."""
    for name in pick(rng, world.policy.ordinary, 12):
        yield name.encode()


@family("many")
def many(world: World, rng: random.Random) -> Lines:
    """Many ordinary prefixes in one request."""
    yield " ".join(LETTERS).encode()
    names = few_names(world, rng)
    yield " ".join(rng.choices(names, k=200)).encode()
    for _ in range(10):
        yield " ".join(rng.choices([*names, *pick(rng, world.common, 20)], k=rng.randint(6, 16))).encode()


@family("blank")
def blank(_world: World, rng: random.Random) -> Lines:
    """Nothing, or only white space: a name with no prefix at all."""
    for line in ("", "", " ", "\t", "  \t ", "\r", "\x0b", "\x0c", "\u00a0", "\u2003", " \u3000 ", "\u2028"):
        yield line.encode()
    yield b" " * rng.randint(100, 5_000)


@family("repeat")
def repeat(world: World, rng: random.Random) -> Lines:
    """The same request twice, far apart: the answer must be of the same kind."""
    harmful = [*pick(rng, world.words, 6), *pick(rng, world.stems, 3)]
    for line in [*harmful, *pick(rng, world.common, 9)]:
        yield line.encode()
        yield line.encode()
