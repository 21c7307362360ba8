"""What the toy begins with: the words of a text, its first weights, and where these stand."""

from math import log

import msgspec

from lab.browser.guide.learning.toy import BOS, LETTERS, MOST, SHAPES, Seen, first, look_at
from lab.browser.guide.learning.valley import Valley, valley
from lab.browser.guide.origins import Origin, origin

LEAST = 2  # letters of a word
MOST_WORDS = 12


class Begun(msgspec.Struct, frozen=True):
    """What is learned from, what of the text cannot be, and the toy before it has learned anything."""

    words: tuple[str, ...]
    left_out: tuple[str, ...]
    seen: Seen
    valley: Valley | None  # none without a word
    uniform: float  # the loss of who guesses
    weights: tuple[tuple[str, int, int], ...]  # the matrices: name, rows, columns
    origins: dict[str, Origin]


def start(text: str, watched: list[object], rate: float) -> Begun:
    """The words of 2 to 4 letters a, b, c in a text, at most twelve, and a toy to learn them.

    `watched` is a weight by name, row and column, and `rate` that of SGD.
    """
    found = text.lower().split()
    good = [word for word in found if LEAST <= len(word) <= MOST and set(word) <= set(LETTERS)]
    bad = [word for word in found if word not in good]
    words = good[:MOST_WORDS]
    toy = first()
    return Begun(
        tuple(words),
        (*bad, *good[MOST_WORDS:]),
        look_at(toy, words),
        valley(msgspec.to_builtins(toy), words, watched, rate) if words else None,
        log(BOS + 1),
        tuple((name, *shape) for name, shape in SHAPES.items()),
        {"uniform": origin(log, x=BOS + 1)},
    )
