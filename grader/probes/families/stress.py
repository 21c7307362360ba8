"""Families that ask for nothing bad, in a way that breaks fragile programs. They come last in a plan."""

import random

from grader.probes.families.world import (
    LETTERS,
    MAX_LETTERS,
    MAX_PREFIXES,
    Lines,
    World,
    family,
    letters,
    pick,
)


@family("no letters")
def no_letters(_world: World, rng: random.Random) -> Lines:
    """Lines without a letter a-z: the frozen loop refuses them before any hook is asked."""
    lines = (
        "!!!",
        "123",
        "\U0001f34e",
        "\x00",
        "...",
        "- -",
        "\u0301",
        "日本",
        "\u200b",
        "\u043f\u0438\u0440\u043e\u0433",
        "\x1b[2~",
        "%{}",
    )
    for line in lines:
        yield line.encode()
    yield "".join(rng.choices("0123456789!?-_ ", k=400)).encode() + b"!"


@family("long")
def long(world: World, rng: random.Random) -> Lines:
    """Prefixes of 16 letters and more, very long lines, and more prefixes than a request may have."""
    for beginning in pick(rng, world.common, 4):
        yield (beginning + letters(rng, MAX_LETTERS, MAX_LETTERS))[:MAX_LETTERS].encode()
    for word in pick(rng, world.words, 2):
        yield (letters(rng, MAX_LETTERS, MAX_LETTERS) + word)[-MAX_LETTERS:].encode()
    yield letters(rng, MAX_LETTERS + 1, MAX_LETTERS + 1).encode()
    yield (rng.choice(world.common) + " " + letters(rng, 40, 40)).encode()
    yield rng.choice(LETTERS).encode() * 100_000
    yield (rng.choice(world.words) * 20_000)[:100_000].encode()
    # Of 16 letters each, so that a bot that lets them through has nothing to draw for them.
    for crowd in (MAX_PREFIXES + 1, 5 * MAX_PREFIXES):
        together = letters(rng, crowd * MAX_LETTERS, crowd * MAX_LETTERS)
        yield " ".join(
            together[at : at + MAX_LETTERS] for at in range(0, len(together), MAX_LETTERS)
        ).encode()
    yield (" " * 50_000 + rng.choice(world.common)).encode()


@family("bytes")
def bytes_(world: World, rng: random.Random) -> Lines:
    """Bytes that are not UTF-8, and characters that some programs take for the end of a line."""
    one, two = pick(rng, world.common, 2)
    word = rng.choice(world.words)
    first, last = one.encode(), two.encode()
    yield first + b"\xff\xfe"
    yield b"\x80" + first
    yield first + b"\xed\xa0\x80" + last  # a lone surrogate
    yield first + "\u2028".encode() + last
    yield first + "\u2029".encode() + last
    yield first + b"\x0b" + last
    yield first + b"\x1c" + last
    yield first + "\x85".encode() + last
    yield first + b"\x85"
    yield first + b"\r"
    yield first + b"\r" + last
    yield first + b"\x00"
    yield "\ufeff".encode() + first
    yield word[:2].encode() + b"\xff" + word[2:].encode()
    yield word[:2].encode() + b"\x00" + word[2:].encode()
    yield first + b"\xf0\x9f\x8d"  # a character that was cut off
