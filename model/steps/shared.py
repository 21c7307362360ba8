"""What the six steps share: the tokenizer, the first weights, the training loop, and sampling."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from model.weights import CONFIG, LETTERS

BOS, VOCAB_SIZE, BLOCK_SIZE, N_EMBD = CONFIG.BOS, CONFIG.vocab_size, CONFIG.block_size, CONFIG.n_embd
SEED = 42  # of the one generator that shuffles the names, draws the first weights, then samples
STEPS = 1000
SAMPLES = 20

Matrix = list[list[float]]
Shapes = Mapping[str, tuple[int, int]]
Reader = Callable[[int], list[float]]
"""Takes the next token of a name and gives the probabilities (27,) of what follows."""


class Model(Protocol):
    """What the training loop and the sampling need of a step."""

    def learn(self, tokens: Sequence[int], decay: float) -> float:
        """One update on one document; `decay` scales the learning rate. The loss before it, in nats."""

    def reader(self, temperature: float) -> Reader:
        """Begin a new name."""

    def weights(self) -> dict[str, Matrix]:
        """The numbers that the model has learned, as plain lists."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the course: what it is, in the words of the comparison, and how its model is built."""

    number: int
    title: str
    architecture: str
    n_head: int  # of attention; 0 sees the current token only
    parameters: int
    optimiser: str
    ideas: str
    learning_rate: float | None
    temperature: float  # of the samples
    build: Callable[[random.Random], Model]
    proof: Callable[[str], str] | None = None  # shows on one document that the step is right

    @property
    def context(self) -> str:
        """What the model sees of the name so far."""
        return "All tokens so far" if self.n_head else "Current token"


def encode(name: str) -> list[int]:
    """The tokens of a document: BOS, a letter each (a..z = 0..25), BOS."""
    return [BOS, *(LETTERS.index(letter) for letter in name), BOS]


def first_weights(rng: random.Random, shapes: Shapes) -> dict[str, Matrix]:
    """Gaussian numbers of deviation 0.08, drawn row by row in the order of `shapes` (rows, columns)."""
    return {
        name: [[rng.gauss(0.0, 0.08) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in shapes.items()
    }


def training(model: Model, documents: Sequence[str], steps: int) -> Iterator[float]:
    """Train on one document a step, round and round; yields the loss of each step, in nats."""
    for step in range(steps):
        document = documents[step % len(documents)]
        yield model.learn(encode(document), decay=1 - step / steps)


def sample(model: Model, rng: random.Random, temperature: float) -> str:
    """One name: from BOS, token after token, until BOS or 16 letters."""
    read, token, letters = model.reader(temperature), BOS, ""
    while len(letters) < BLOCK_SIZE:
        (token,) = rng.choices(range(VOCAB_SIZE), weights=read(token))
        if token == BOS:
            break
        letters += LETTERS[token]
    return letters
