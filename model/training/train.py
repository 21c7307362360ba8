"""Training: the one loop that follows a recipe."""

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from model.engine.batch import Ints, encode, pack
from model.engine.forward import Floats, Tensors, forward, losses, whole_loss
from model.sizes import SHAPES
from model.training.backward import backward
from model.training.checkpoint import Checkpoints, State, read_checkpoint, write_checkpoint
from model.training.course import SAMPLE_TEMPERATURE, SAMPLES, EachStep, Run, first_weights
from model.training.names import fingerprint, shuffled
from model.training.recipe import Recipe
from model.training.sampling import sample
from model.weights import Weights, make


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights, and the run that made them."""

    weights: Weights
    run: Run


def train(
    names: Sequence[str],
    recipe: Recipe,
    each_step: EachStep,
    checkpoints: Checkpoints | None = None,
) -> Trained:
    """Follow a recipe, from its checkpoint if there is one; the result is the same to the last bit.

    Raises CheckpointError, TargetError.
    """
    rng = random.Random(recipe.seed)
    data_sha256 = fingerprint(names)
    documents = encode(shuffled(names, rng))
    state = _begin(rng)
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
    return Trained(make(tensors, card), Run(tuple(state.losses), samples, whole))


def _begin(rng: random.Random) -> State:
    parameters = _flat({name: np.array(rows) for name, rows in first_weights(rng, SHAPES).items()})
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
