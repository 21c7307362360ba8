"""What the six steps share: what a step is, what its model can do, and the loop that trains it."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from model.training.course import SAMPLE_TEMPERATURE, Matrix, Reader, tokenize


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
    build: Callable[[random.Random], Model]
    temperature: float = SAMPLE_TEMPERATURE
    proof: Callable[[str], str] | None = None  # shows on one document that the step is right

    @property
    def context(self) -> str:
        """What the model sees of the name so far."""
        return "All tokens so far" if self.n_head else "Current token"


def training(model: Model, documents: Sequence[str], steps: int) -> Iterator[float]:
    """Train on one document a step, round and round; yields the loss of each step, in nats."""
    for step in range(steps):
        document = documents[step % len(documents)]
        yield model.learn(tokenize(document), decay=1 - step / steps)
