"""A toy of the letters a, b, c: step 3's GPT with vectors of 2 numbers, 74 weights that one can look at.

The network and its `Value`s are those of the step files; only the sizes are the toy's own. Nothing is kept between
calls: a `Toy` goes to the page, and comes back with the next question.
"""

import random
from collections.abc import Sequence
from itertools import pairwise
from math import log

import msgspec

from lab.browser.guide.origins import Origin, origin
from model.training.course import SEED, Matrix, first_weights
from model.training.steps.step2_autograd import Network, Update
from model.training.steps.step3_attention import begin

LETTERS = "abc"
BOS = len(LETTERS)  # its id follows those of the letters, as in the real model
MOST = 4  # letters of a word
WIDTH = 2  # numbers of a token's vector; the real model has 16
SHAPES = {
    "wte": (BOS + 1, WIDTH),
    "wpe": (MOST + 1, WIDTH),
    "attn_wq": (WIDTH, WIDTH),
    "attn_wk": (WIDTH, WIDTH),
    "attn_wv": (WIDTH, WIDTH),
    "attn_wo": (WIDTH, WIDTH),
    "mlp_fc1": (4 * WIDTH, WIDTH),
    "mlp_fc2": (WIDTH, 4 * WIDTH),
    "lm_head": (BOS + 1, WIDTH),
}
PREFIXES = ("", *LETTERS)  # after which it is shown what may follow


class Toy(msgspec.Struct, frozen=True):
    """The weights, and what Adam remembers of each: the running means of its gradient and of the gradient's square."""

    weights: dict[str, Matrix]
    mean: list[float]  # (74,); empty before the first update, and always with SGD
    square: list[float]
    updates: int = 0


class Seen(msgspec.Struct, frozen=True):
    """A toy, and how well it knows its words."""

    toy: Toy
    loss: float  # the mean of -ln p over every position of all words, in nats
    following: tuple[tuple[float, ...], ...]  # after BOS, a, b, c: how likely are a, b, c, BOS
    origins: dict[str, Origin]


def first() -> Toy:
    """The toy before it has learned anything, the same for both optimisers."""
    return Toy(first_weights(random.Random(SEED), SHAPES), [], [])


def look_at(toy: Toy, words: Sequence[str]) -> Seen:
    """How well a toy knows its words; without any word its loss is that of a guess."""
    network = still(toy)
    known = origin(mean_loss, words=" ".join(words), updates=toy.updates)
    return Seen(
        toy,
        mean_loss(network, words) if words else log(BOS + 1),
        tuple(after(network, prefix) for prefix in PREFIXES),
        {
            "loss": known if words else origin(log, x=BOS + 1),
            "following": origin(after, updates=toy.updates),
        },
    )


def still(toy: Toy) -> Network:
    """The network of a toy, which nothing moves."""
    return trained(toy, lambda _parameters, _decay: None)


def trained(toy: Toy, update: Update) -> Network:
    """The network of a toy with an optimiser."""
    return Network(toy.weights, begin, update)


def mean_loss(network: Network, words: Sequence[str]) -> float:
    """The mean of -ln p over every position of all words, in nats."""
    losses = []
    for word in words:
        read = network.reader(1.0)
        losses += [-log(read(token)[target]) for token, target in pairwise(tokens(word))]
    return sum(losses) / len(losses)


def after(network: Network, prefix: str) -> tuple[float, ...]:
    """How likely a, b, c and BOS, which ends the word, are to follow these letters (4,)."""
    read = network.reader(1.0)
    *_, last = (read(token) for token in tokens(prefix)[:-1])
    return tuple(last)


def tokens(word: str) -> list[int]:
    """BOS, the letters, BOS."""
    return [BOS, *map(LETTERS.index, word), BOS]


def place_of(name: str, row: int, column: int) -> int:
    """Where a weight stands among all 74, in the order of SHAPES."""
    before = 0
    for matrix, (rows, columns) in SHAPES.items():
        if matrix == name:
            return before + row * columns + column
        before += rows * columns
    raise KeyError(name)
