"""A whole run of one step: training, then names, then the loss over the whole data set."""

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from model import batch
from model.forward import Tensors, forward, losses
from model.names import shuffled
from model.recipe import PUBLISHED
from model.steps import step0_bigram
from model.steps.shared import SAMPLES, SEED, VOCAB_SIZE, Model, Step, encode, sample, training
from model.steps.twins import TWINS, as_tensors
from model.train import CHUNK, train

WINDOW = 50  # steps: the loss of one name says little, the mean of so many says how the training goes

EachStep = Callable[[int, float], None]
"""Told the number of a step, from 1, and its loss in nats."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run leaves: the loss of each step (nats), names, and the loss a token over all names (nats)."""

    step: Step
    losses: tuple[float, ...]
    samples: tuple[str, ...]
    whole_loss: float

    @property
    def mean(self) -> float:
        """The mean loss of all steps."""
        return sum(self.losses) / len(self.losses)

    @property
    def smooth(self) -> tuple[float, ...]:
        """For each step the mean of its loss and of the 49 before it, or of as many as there are."""
        windows = (self.losses[max(0, end - WINDOW) : end] for end in range(1, len(self.losses) + 1))
        return tuple(sum(window) / len(window) for window in windows)


def run(step: Step, names: Sequence[str], steps: int, *, fast: bool, each_step: EachStep) -> Run:
    """Train a step on names, as taught or (`fast`) by its twin, whose losses and names are the same."""
    if fast and step.number not in TWINS:
        trained = train(names, dataclasses.replace(PUBLISHED, steps=steps), each_step)
        whole = _gpt_loss(trained.weights.tensors, names, step.n_head)
        return Run(step, trained.losses, trained.samples, whole)
    rng = random.Random(SEED)
    documents = shuffled(names, rng)
    model = (TWINS[step.number] if fast else step.build)(rng)
    printed = []
    for number, loss in enumerate(training(model, documents, steps), start=1):
        printed.append(loss)
        each_step(number, loss)
    samples = tuple(sample(model, rng, step.temperature) for _ in range(SAMPLES))
    return Run(step, tuple(printed), samples, whole_loss(step, model, names))


def whole_loss(step: Step, model: Model, names: Sequence[str]) -> float:
    """The mean of -ln p over all positions of all names, in nats."""
    if step.n_head:
        return _gpt_loss(as_tensors(model.weights()), names, step.n_head)
    table = [model.reader(1.0)(token) for token in range(VOCAB_SIZE)]
    pairs = _pairs(names)
    return sum(-log(table[token][follower]) * n for (token, follower), n in pairs.items()) / pairs.total()


def bigram_loss(names: Sequence[str]) -> float:
    """The loss of step 0's table when it has counted every name: a yardstick for models of one token (nats)."""
    table = step0_bigram.Bigram()
    for (token, follower), n in _pairs(names).items():
        table.counts[token][follower] = n
    return whole_loss(step0_bigram.STEP, table, names)


def _pairs(names: Sequence[str]) -> Counter[tuple[int, int]]:
    """How often each token is followed by each other."""
    return Counter(pair for name in names for pair in pairwise(encode(name)))


def _gpt_loss(tensors: Tensors, names: Sequence[str], n_head: int) -> float:
    documents = batch.encode(names)
    total, positions = 0.0, 0
    for first in range(0, len(names), CHUNK):
        columns = batch.pack(documents, np.arange(first, min(first + CHUNK, len(names))))
        total += float(losses(forward(tensors, columns, n_head), columns).sum())
        positions += len(columns.tokens)
    return total / positions
