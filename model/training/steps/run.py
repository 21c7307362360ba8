"""A whole run of one step: training, then names, then the loss over the whole data set."""

import dataclasses
import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log

from model.engine import batch, forward
from model.sizes import CONFIG
from model.training.course import SAMPLES, SEED, EachStep, Run, draw, tokenize
from model.training.names import shuffled
from model.training.recipe import PUBLISHED
from model.training.steps import step0_bigram
from model.training.steps.shared import Model, Step, training
from model.training.steps.twins import TWINS, as_tensors
from model.training.train import train


def run(step: Step, names: Sequence[str], steps: int, *, fast: bool, each_step: EachStep) -> Run:
    """Train a step on names, as taught or (`fast`) by its twin, whose losses and names are the same."""
    if fast and step.number not in TWINS:
        return train(names, dataclasses.replace(PUBLISHED, steps=steps), each_step).run
    rng = random.Random(SEED)
    documents = shuffled(names, rng)
    model = (TWINS[step.number] if fast else step.build)(rng)
    printed = []
    for number, loss in enumerate(training(model, documents, steps), start=1):
        printed.append(loss)
        each_step(number, loss)
    samples = tuple(draw(model.reader(step.temperature), rng) for _ in range(SAMPLES))
    return Run(tuple(printed), samples, whole_loss(step, model, names))


def whole_loss(step: Step, model: Model, names: Sequence[str]) -> float:
    """The mean of -ln p over all positions of all names, in nats."""
    if step.n_head:
        return forward.whole_loss(as_tensors(model.weights()), batch.encode(names), step.n_head)
    table = [model.reader(1.0)(token) for token in range(CONFIG.vocab_size)]
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
    return Counter(pair for name in names for pair in pairwise(tokenize(name)))
