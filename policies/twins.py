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
    if labeller.is_clean(harmful):
        raise ValueError(f"{harmful!r} is harmless: nothing in it is banned, and it ends in no stem")
    # A change outside a word or a stem leaves it there, so the shortest is the place; an expression may look anywhere.
    hits = (*labeller.matcher.matches(harmful), labeller.matcher.stem(harmful))
    spans = [range(hit.start, hit.end) for hit in hits if hit and hit.rule != "expression"]
    places = min(spans, key=len, default=range(len(harmful)))
    others = len(LETTERS) - 1
    changes = list(range(len(places) * others))
    while changes:
        # One at a time: the first is clean nearly always.
        place, letter = divmod(changes.pop(rng.randrange(len(changes))), others)
        at = places[place]
        changed = harmful[:at] + LETTERS.replace(harmful[at], "")[letter] + harmful[at + 1 :]
        if labeller.is_clean(changed):
            return changed
    return None
