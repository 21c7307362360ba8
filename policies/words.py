"""Forms of a word: the stems that lead to it, and its plurals."""

import math

import msgspec


class Stem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the beginning of a word counts as leading to it: so many letters, and this share of them all."""

    letters: int = 3
    share: float = 0.75


def stems_of(word: str, stem: Stem) -> tuple[str, ...]:
    """The beginnings of a word that lead to it, shortest first, without the word itself."""
    shortest = max(stem.letters, math.ceil(stem.share * len(word)))
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
