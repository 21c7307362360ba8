"""What every run of the course has in common, from counting letters to a recipe of our own.

One generator shuffles the names, draws the first weights and then the sampled names, in this order. What a run
leaves is a `Run`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from model.sizes import CONFIG, LETTERS
from model.training.recipe import PUBLISHED

SEED = PUBLISHED.seed  # of the one generator
SAMPLES = 20  # names drawn at the end of a run
SAMPLE_TEMPERATURE = 0.5
FIRST_DEVIATION = 0.08  # of the Gaussian that the first weights are drawn from
UNIFORM = log(CONFIG.vocab_size)  # the loss of a uniform guess, in nats
WINDOW = 50  # steps: the loss of one name says little, the mean of so many says how the training goes

Matrix = list[list[float]]
Shapes = Mapping[str, tuple[int, int]]
Reader = Callable[[int], Sequence[float]]
"""Takes the next token of a name and gives how likely each of the 27 is to follow; the sum need not be 1."""
EachStep = Callable[[int, float], None]
"""Told the number of a step, from 1, and its loss in nats."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run leaves: the loss of each step before its update, names, and the loss over all names (nats)."""

    losses: tuple[float, ...]
    samples: tuple[str, ...]
    whole_loss: float  # the mean over every position of every name, with the final weights

    @property
    def mean(self) -> float:
        """The mean loss of all steps."""
        return sum(self.losses) / len(self.losses)

    @property
    def window(self) -> int:
        """Over how many steps `smooth` goes at the end: WINDOW, or as many as there are."""
        return min(WINDOW, len(self.losses))

    @property
    def smooth(self) -> tuple[float, ...]:
        """For each step the mean of its loss and of the 49 before it, or of as many as there are."""
        windows = (self.losses[max(0, end - WINDOW) : end] for end in range(1, len(self.losses) + 1))
        return tuple(sum(window) / len(window) for window in windows)


def tokenize(name: str) -> list[int]:
    """The tokens of a document: BOS, a letter each (a..z = 0..25), BOS."""
    return [CONFIG.BOS, *(LETTERS.index(letter) for letter in name), CONFIG.BOS]


def first_weights(rng: random.Random, shapes: Shapes) -> dict[str, Matrix]:
    """Gaussian numbers, drawn row by row in the order of `shapes` (rows, columns)."""
    return {
        name: [[rng.gauss(0.0, FIRST_DEVIATION) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in shapes.items()
    }


def draw(read: Reader, rng: random.Random) -> str:
    """One name: from BOS, letters by `rng.choices` over all 27 tokens, until BOS or 16 letters."""
    token, name = CONFIG.BOS, ""
    while len(name) < CONFIG.block_size:
        (token,) = rng.choices(range(CONFIG.vocab_size), weights=read(token))
        if token == CONFIG.BOS:
            break
        name += LETTERS[token]
    return name
