"""Training: the one loop that follows a recipe."""

import dataclasses
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from model.backward import backward
from model.batch import Documents, Ints, encode, pack
from model.checkpoint import Checkpoints, State, read_checkpoint, write_checkpoint
from model.forward import Floats, Tensors, forward, losses
from model.names import fingerprint, shuffled
from model.recipe import Recipe
from model.sampling import sample
from model.weights import CONFIG, SHAPES, Weights, make

CHUNK = 1024  # names a pass when the whole data set is read: its arrays stay in the processor's cache
INITIAL_DEVIATION = 0.08  # of the Gaussian that the first weights are drawn from
SAMPLES, SAMPLE_TEMPERATURE = 20, 0.5  # of the names drawn after training


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run leaves: the weights, the loss at each step before its update (nats), and sampled names."""

    weights: Weights
    losses: tuple[float, ...]
    samples: tuple[str, ...]
    whole_loss: float  # the mean over every position of every name, with the final weights (nats)


def train(
    names: Sequence[str],
    recipe: Recipe,
    each_step: Callable[[int, float], None],
    checkpoints: Checkpoints | None = None,
) -> Trained:
    """Follow a recipe, from its checkpoint if there is one; the result is the same to the last bit.

    `each_step` is told the number of each step, from 1, and its loss. Raises CheckpointError, TargetError.
    """
    rng = random.Random(recipe.seed)
    data_sha256 = fingerprint(names)
    documents = encode(shuffled(names, rng))
    state = _begin(initial_tensors(rng))
    if checkpoints:
        state = read_checkpoint(checkpoints.path, recipe, data_sha256) or state
    tensors = _views(state.parameters)
    for step in range(len(state.losses), recipe.steps):
        batch = pack(documents, _chosen(step, recipe, len(names)))
        trace = forward(tensors, batch)
        rate = recipe.learning_rate * min(1.0, (step + 1) / recipe.warmup) * (1 - step / recipe.steps)
        _update(state, _flat(backward(tensors, batch, trace)), rate, recipe)
        state.losses.append(float(losses(trace, batch).mean()))
        each_step(step + 1, state.losses[-1])
        if checkpoints and (step + 1) % checkpoints.every == 0:
            write_checkpoint(checkpoints.path, state, recipe, data_sha256)
    whole = whole_loss(tensors, documents)
    card = {
        "recipe": dataclasses.asdict(recipe),
        "data_sha256": data_sha256,
        "documents": len(names),
        "steps": recipe.steps,
        "loss": whole,
    }
    samples = tuple(sample(tensors, rng, SAMPLE_TEMPERATURE) for _ in range(SAMPLES))
    return Trained(make(tensors, card), tuple(state.losses), samples, whole)


def initial_tensors(rng: random.Random) -> dict[str, Floats]:
    """Gaussian weights, drawn row by row in the order of `SHAPES`."""
    return {
        name: np.array([[rng.gauss(0.0, INITIAL_DEVIATION) for _ in range(columns)] for _ in range(rows)])
        for name, (rows, columns) in SHAPES.items()
    }


def whole_loss(tensors: Tensors, documents: Documents, n_head: int = CONFIG.n_head) -> float:
    """The mean of -ln p over every position of every document, in nats."""
    total, positions = 0.0, 0
    for first in range(0, len(documents.lengths), CHUNK):
        batch = pack(documents, np.arange(first, min(first + CHUNK, len(documents.lengths))))
        total += float(losses(forward(tensors, batch, n_head), batch).sum())
        positions += len(batch.tokens)
    return total / positions


def _begin(tensors: Tensors) -> State:
    parameters = _flat(tensors)
    return State(parameters, np.zeros_like(parameters), np.zeros_like(parameters), losses=[])


def _flat(tensors: Tensors) -> Floats:
    """All numbers in one vector: the optimiser treats them alike."""
    return np.concatenate([tensors[name].ravel() for name in SHAPES])


def _views(parameters: Floats) -> dict[str, Floats]:
    """The vector as tensors that share its memory."""
    ends = list(accumulate(rows * columns for rows, columns in SHAPES.values()))
    parts = np.split(parameters, ends[:-1])
    return {name: part.reshape(shape) for part, (name, shape) in zip(parts, SHAPES.items(), strict=True)}


def _chosen(step: int, recipe: Recipe, count: int) -> Ints:
    """The documents that a step learns from: the next ones of pass after pass over all of them."""
    first = step * recipe.documents_per_step
    passes, places = np.divmod(np.arange(first, first + recipe.documents_per_step), count)
    return np.concatenate(
        [_order(recipe, number, count)[places[passes == number]] for number in np.unique(passes)]
    )


@lru_cache(maxsize=2)
def _order(recipe: Recipe, number: int, count: int) -> Ints:
    """The order of a pass, a pure function of its number, so that a resumed run has no generator to restore."""
    if number == 0 or not recipe.reshuffled:
        return np.arange(count)
    return np.array(random.Random(f"{recipe.seed}:{number}").sample(range(count), count))


def _update(state: State, gradient: Floats, rate: float, recipe: Recipe) -> None:
    """One step of Adam (Kingma and Ba, 2015, algorithm 1), in place."""
    step = len(state.losses) + 1
    state.mean += (1 - recipe.beta1) * (gradient - state.mean)
    state.mean_square += (1 - recipe.beta2) * (gradient**2 - state.mean_square)
    unbias1, unbias2 = 1 - recipe.beta1**step, 1 - recipe.beta2**step
    state.parameters -= rate * state.mean / unbias1 / (np.sqrt(state.mean_square / unbias2) + recipe.eps)
