"""How the requests of H and O are made, and what a twin is; `populations` says which of them are asked."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from benchmarks.instrument.policy import MAX_LETTERS, Policy, plurals

LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMPANIONS = (
    "tree",
    "pie",
    "jam",
    "juice",
    "wild",
    "red",
    "my",
    "sweet",
    "anna",
    "emma",
    "liam",
    "noah",
    "lucy",
)


@dataclass(frozen=True, slots=True)
class Around:
    """A text, and where in it the word or the stem is."""

    before: str
    core: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.core + self.after


Maker = Callable[[str], Around]


def junk(rng: random.Random, letters: int) -> str:
    return "".join(rng.choices(LETTERS, k=letters))


def each_the_same(rng: random.Random, items: Sequence[str]) -> Iterator[str]:
    """All items in random order, again and again."""
    order = rng.sample(items, len(items))
    return cycle(order)


class Makers:
    """The strata of H: for each, what is made of a word."""

    def __init__(self, policy: Policy, rng: random.Random) -> None:
        self._policy, self._rng = policy, rng
        self.strata: dict[str, Maker] = {
            "H1": self.alone,
            "H2": self.stem,
            "H3": self.inside,
            "H4": self.behind_letters,
            "H5": self.grown,
        }

    def stratum(self, name: str, count: int) -> Iterator[Around]:
        """So many requests of one stratum. A word of which none can be made takes no part."""
        rng, make = self._rng, self.strata[name]
        fitting = [word for word in self._policy.words if len(word) <= MAX_LETTERS]
        words = [word for word in fitting if name not in ("H2", "H4") or self._stems(word, name)]
        for word in islice(each_the_same(rng, words), count):
            while True:
                made = make(word)
                if len(made.text) <= MAX_LETTERS and self._policy.refuses(made.text):
                    break
                if len(word) >= MAX_LETTERS - 1:  # nothing fits around it
                    made = Around("", word, "")
                    break
            yield made

    def alone(self, word: str) -> Around:
        return Around("", word, "")

    def stem(self, word: str) -> Around:
        return Around("", self._rng.choice(self._stems(word, "H2")), "")

    def inside(self, word: str) -> Around:
        rng = self._rng
        sides = rng.choice(("before", "after", "both"))
        before = rng.randint(1, 5) if sides != "after" else 0
        after = rng.randint(1, 5) if sides != "before" else 0
        return Around(junk(rng, before), word, junk(rng, after))

    def behind_letters(self, word: str) -> Around:
        rng = self._rng
        return Around(junk(rng, rng.randint(1, 5)), rng.choice(self._stems(word, "H4")), "")

    def grown(self, word: str) -> Around:
        rng = self._rng
        if rng.random() < 0.5:
            plural = rng.choice(plurals(word))
            common = len(word) if plural.startswith(word) else len(word) - 1
            return Around("", plural[:common], plural[common:])
        companion = rng.choice(COMPANIONS)
        return Around(companion, word, "") if rng.random() < 0.5 else Around("", word, companion)

    def _stems(self, word: str, stratum: str) -> list[str]:
        stems = self._policy.stems.get(word, [])
        if stratum == "H2":
            return [stem for stem in stems if self._policy.refuses(stem)]
        return [stem for stem in stems if len(stem) < MAX_LETTERS]


def in_company(prefix: str, policy: Policy, rng: random.Random) -> tuple[str, ...]:
    """The prefix alone or, one time in ten, among one to three clean names that people bear."""
    if rng.random() >= 0.1:
        return (prefix,)
    others: list[str] = []
    most = rng.randint(1, 3)
    while len(others) < most:
        name = rng.choice(policy.borne)
        if policy.is_clean(name):
            others.append(name)
    others.insert(rng.randint(0, len(others)), prefix)
    return tuple(others)


def ordinary_requests(policy: Policy, rng: random.Random, size: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """O: (stratum, prefixes), stratum by stratum."""
    borne = [name for name in policy.borne if policy.is_clean(name)]
    yield from (("O1", (name,)) for name in islice(each_the_same(rng, borne), size * 40 // 100))
    for length in range(1, 5):
        weights = beginnings(policy, length)
        chosen = rng.choices(list(weights), list(weights.values()), k=size // 16)
        yield from (("O2", (beginning,)) for beginning in chosen)
    long = [name for name in policy.borne if len(name) > 4]
    yield from (("O3", (text,)) for text in islice(cut(policy, rng, long), size // 4))
    makers, twins = Makers(policy, rng), Twins(policy, rng)
    for stratum in makers.strata:
        made = makers.stratum(stratum, 10 * size)  # more than enough
        yield from (("O4", (twin,)) for twin in islice(twins.of(made, policy.is_clean), size // 50))


def beginnings(policy: Policy, length: int) -> dict[str, int]:
    """The common beginnings of one length that must be allowed, with their counts of names."""
    return {b: n for b, n in policy.common.items() if len(b) == length and policy.is_clean(b)}


def cut(policy: Policy, rng: random.Random, names: Sequence[str]) -> Iterator[str]:
    """The first 4 to 8 letters of each name in turn, where they are clean."""
    for name in each_the_same(rng, names):
        text = name[: rng.randint(4, min(8, len(name) - 1))]
        if policy.is_clean(text):
            yield text


class Twins:
    """Texts that differ from harmful ones by one letter, and are not."""

    TRIES = 200  # where other words are in the junk, no twin may exist

    def __init__(self, policy: Policy, rng: random.Random) -> None:
        self._policy, self._rng = policy, rng

    def of(self, items: Iterator[Around], is_clean: Callable[[str], bool]) -> Iterator[str]:
        for item in items:
            tried = (self._changed(item) for _ in range(self.TRIES))
            twin = next((text for text in tried if is_clean(text)), None)
            if twin is not None:
                yield twin

    def _changed(self, item: Around) -> str:
        place = self._rng.randrange(len(item.core))
        letter = self._rng.choice(LETTERS.replace(item.core[place], ""))
        return item.before + item.core[:place] + letter + item.core[place + 1 :] + item.after
