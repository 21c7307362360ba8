"""Training: recipes, and the one loop that follows them."""

import dataclasses
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from model.backward import backward
from model.batch import Documents, encode, pack
from model.forward import Floats, Tensors, forward, losses
from model.names import fingerprint, shuffled
from model.sampling import sample
from model.weights import CONFIG, SHAPES, Weights, make

CHUNK = 1024  # names a pass when the whole data set is read: its arrays stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training makes of a list of names."""

    name: str
    seed: int = 42  # of the one generator that shuffles, draws the first weights, then samples
    steps: int = 1000  # updates of the weights
    documents_per_step: int = 1
    learning_rate: float = 0.01  # at the first step; it falls linearly to zero
    beta1: float = 0.85  # Adam: how much of the mean gradient is kept from step to step
    beta2: float = 0.99  # Adam: the same for the mean squared gradient
    eps: float = 1e-8  # Adam: keeps the division finite
    initial_deviation: float = 0.08  # of the Gaussian that the first weights are drawn from


PUBLISHED = Recipe("published")
RECIPES = {recipe.name: recipe for recipe in (PUBLISHED,)}


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run leaves: the weights, the loss printed at each step (nats), and names sampled afterwards."""

    weights: Weights
    losses: tuple[float, ...]
    samples: tuple[str, ...]


def train(names: Sequence[str], recipe: Recipe, each_step: Callable[[int, float], None]) -> Trained:
    """Follow a recipe; `each_step` is told the number of each step, from 1, and its loss."""
    rng = random.Random(recipe.seed)
    documents = encode(shuffled(names, rng))
    tensors = initial_tensors(rng, recipe.initial_deviation)
    mean = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    mean_square = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    printed = []
    for step in range(recipe.steps):
        first = step * recipe.documents_per_step
        batch = pack(documents, np.arange(first, first + recipe.documents_per_step) % len(documents.lengths))
        trace = forward(tensors, batch)
        gradients = backward(tensors, batch, trace)
        rate = recipe.learning_rate * (1 - step / recipe.steps)
        unbias1, unbias2 = 1 - recipe.beta1 ** (step + 1), 1 - recipe.beta2 ** (step + 1)
        for name, gradient in gradients.items():
            mean[name] += (1 - recipe.beta1) * (gradient - mean[name])
            mean_square[name] += (1 - recipe.beta2) * (gradient**2 - mean_square[name])
            tensors[name] -= rate * mean[name] / unbias1 / (np.sqrt(mean_square[name] / unbias2) + recipe.eps)
        printed.append(float(losses(trace, batch).mean()))
        each_step(step + 1, printed[-1])
    training = {
        "recipe": dataclasses.asdict(recipe),
        "data_sha256": fingerprint(names),
        "steps": recipe.steps,
        "loss": whole_loss(tensors, documents),
    }
    return Trained(
        make(tensors, training), tuple(printed), tuple(sample(tensors, rng, 0.5) for _ in range(20))
    )


def initial_tensors(rng: random.Random, deviation: float) -> dict[str, Floats]:
    """Gaussian weights, drawn row by row in the order of `SHAPES`."""
    return {
        name: np.array([[rng.gauss(0.0, deviation) for _ in range(columns)] for _ in range(rows)])
        for name, (rows, columns) in SHAPES.items()
    }


def whole_loss(tensors: Tensors, documents: Documents) -> float:
    """The mean of -ln p over every position of every document, in nats."""
    total, positions = 0.0, 0
    for first in range(0, len(documents.lengths), CHUNK):
        batch = pack(documents, np.arange(first, min(first + CHUNK, len(documents.lengths))))
        total += float(losses(forward(tensors, batch), batch).sum())
        positions += len(batch.tokens)
    return total / positions


def report(trained: Trained, documents: int) -> str:
    """What the course's script prints, then the two figures that say more than the last printed loss."""
    steps = len(trained.losses)
    lines = [
        f"num docs: {documents}",
        f"vocab size: {CONFIG.vocab_size}",
        f"num params: {trained.weights.parameters}",
    ]
    lines += [
        f"step {step:4d} / {steps:4d} | loss {loss:.4f}" for step, loss in enumerate(trained.losses, start=1)
    ]
    lines += [f"sample {number:2d}: {name}" for number, name in enumerate(trained.samples, start=1)]
    last = trained.losses[-50:]
    lines.append(f"mean loss of the last {len(last)} steps: {sum(last) / len(last):.4f}")
    lines.append(f"loss of all {documents:,} names: {trained.weights.training['loss']:.4f} nats per token")
    return "\n".join(lines)
