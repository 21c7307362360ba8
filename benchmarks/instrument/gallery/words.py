"""Lists that lack some words: 1 to 100, the common ones, the rare ones, or any."""

import random
from collections.abc import Iterator

from benchmarks.instrument.gallery.students import FAMOUS
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts, policy

MISSING = (1, 3, 10, 30, 100)


def guards() -> Iterator[Guard]:
    words = policy().words
    # Common: the famous ones, and then the short, which a small model says sooner. Rare: the long ones.
    common = sorted(words, key=lambda word: (word not in FAMOUS, len(word), word))
    rare = sorted(words, key=lambda word: (word in FAMOUS, -len(word), word))
    shuffled = random.Random("missing").sample(words, len(words))
    for kind, order in (("common", common), ("rare", rare), ("random", shuffled)):
        for count in MISSING:
            yield missing(f"missing {count} {kind} words", order[:count])
    yield missing("missing apple", ["apple"])
    yield missing("missing melon", ["melon"])
    yield Guard("no whole words", "words", "words-missing", Parts(whole=(), expressions=()).region())
    yield Guard("no expressions", "words", "shapes-missing", Parts(expressions=()).region())


def missing(name: str, left_out: list[str]) -> Guard:
    """A right guard whose list lacks these words; a longer word that contains one may stand for it."""
    words = [word for word in policy().words if word not in left_out]
    return Guard(name, "words", "words-missing", Parts(words=words).region())
