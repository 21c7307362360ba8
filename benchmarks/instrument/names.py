"""How the banned names of c_word and c_draw are made."""

import random
from collections import Counter
from collections.abc import Iterator

import numpy as np

from benchmarks.instrument.policy import MAX_LETTERS, Policy, plurals
from benchmarks.instrument.requests import LETTERS, Around, beginnings, each_the_same, junk
from model.engine.engine import Engine, decode, encode
from model.engine.tree import count_names


def word_forms(policy: Policy, rng: random.Random) -> Iterator[Around]:
    """c_word without end: every word and every expression the same."""
    examples = {examples[0]: examples for _, examples in policy.expressions}
    fitting = [word for word in (*policy.words, *policy.whole) if len(word) <= MAX_LETTERS]
    for word in each_the_same(rng, [*fitting, *examples]):
        while True:
            if word in examples:
                form = Around("", rng.choice(examples[word]), "")
            else:
                form = rng.choice(list(forms_of(word, rng, word in policy.words)))
            if len(form.text) <= MAX_LETTERS and policy.bans(form.text):
                break
            if len(word) >= MAX_LETTERS:
                form = Around("", word, "")
                break
        yield form


def forms_of(word: str, rng: random.Random, anywhere: bool) -> Iterator[Around]:
    yield Around("", word, "")
    for plural in plurals(word):
        common = len(word) if plural.startswith(word) else len(word) - 1
        yield Around("", plural[:common], plural[common:])
    room = MAX_LETTERS - len(word)
    if anywhere and room > 0:
        yield Around("", word, junk(rng, rng.randint(1, room)))
        for before in range(1, room + 1):
            yield Around(junk(rng, before), word, junk(rng, rng.randint(0, room - before)))


def banned_draws(
    policy: Policy, engine: Engine, draws: int, rng: np.random.Generator
) -> list[tuple[str, int]]:
    """c_draw: banned names with their counts among so many draws at O2."""
    suspects = [*policy.words, *policy.whole, *(3 * letter for letter in LETTERS)]
    found: Counter[str] = Counter()
    for length in range(1, 5):
        weights = beginnings(policy, length)
        total = sum(weights.values())
        for beginning, count in weights.items():
            share = round(draws / 4 * count / total)
            for counted in count_names(engine, encode([beginning])[0], share, rng) if share else ():
                for name, times in zip(decode(counted.letters), counted.counts.tolist(), strict=True):
                    if any(suspect in name for suspect in suspects):
                        found[name] += times
    return [(name, times) for name, times in sorted(found.items()) if policy.bans(name)]
