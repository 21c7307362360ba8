"""Clean twins: what a guard must let through, one letter away from what it must not."""

import random

from .labels import Labeller

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def twin(harmful: str, rng: random.Random, labeller: Labeller) -> str | None:
    """A harmful prefix or name with one letter changed so that nothing banned is left, and no stem at the end.

    Whatever stands around the banned word stays, so only the word tells the two apart. Every clean change is as
    likely as any other; None where there is none. The same generator gives the same twin. Raises ValueError for a
    text in which nothing is banned and that ends in no stem.
    """
    hits = (*labeller.matcher.matches(harmful), labeller.matcher.stem(harmful))
    # A change outside any of the hits would leave that hit as it is: the shortest leaves least to try.
    hit = min(filter(None, hits), key=lambda hit: hit.end - hit.start, default=None)
    if hit is None:
        raise ValueError(f"{harmful!r} is harmless: nothing in it is banned, and it ends in no stem")
    changes = [
        (at, letter) for at in range(hit.start, hit.end) for letter in LETTERS if letter != harmful[at]
    ]
    rng.shuffle(changes)
    changed = (harmful[:at] + letter + harmful[at + 1 :] for at, letter in changes)
    return next((text for text in changed if labeller.is_clean(text)), None)
