"""The batched forward pass is the frozen one, and its hand-derived gradients are the slopes of its loss."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine import engine
from model.engine.batch import Batch, encode, pack
from model.engine.forward import Floats, Tensors, forward, losses, whole_loss
from model.sizes import SHAPES
from model.training.backward import backward
from model.training.course import first_weights
from model.weights import find_frozen, load

FROZEN = load(find_frozen())
ENGINE = engine.Engine(FROZEN, temperature=1.0)
names = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=15)


def batch_of(some: list[str]) -> Batch:
    return pack(encode(some), np.arange(len(some)))


def mean_loss(tensors: Tensors, batch: Batch, n_head: int) -> float:
    return float(losses(forward(tensors, batch, n_head), batch).mean())


def rough_tensors(seed: int) -> dict[str, Floats]:
    """Weights large enough that attention and ReLU matter."""
    return {name: 5 * np.array(rows) for name, rows in first_weights(random.Random(seed), SHAPES).items()}


@given(st.lists(names, min_size=1, max_size=8))
def test_training_and_inference_run_one_model(some: list[str]) -> None:
    some.sort(key=len, reverse=True)  # the order in which the columns of a position stand
    batch = batch_of(some)
    probabilities = forward(FROZEN.tensors, batch).probabilities
    for row, name in enumerate(some):
        for position in range(len(name) + 1):
            expected = ENGINE.probabilities(engine.encode([name[:position]]))[0]
            np.testing.assert_allclose(probabilities[:, batch.starts[position] + row], expected, atol=1e-12)


@given(st.lists(names, min_size=1, max_size=8))
def test_packing_keeps_every_pair_of_neighbours(some: list[str]) -> None:
    batch = batch_of(some)
    tokens = [[26, *(ord(letter) - 97 for letter in name), 26] for name in some]
    expected = sorted(pair for document in tokens for pair in pairwise(document))
    assert sorted(zip(batch.tokens.tolist(), batch.targets.tolist(), strict=True)) == expected
    assert sum(batch.alive) == len(batch.tokens)


@pytest.mark.parametrize("n_head", [1, 4])
def test_gradients_are_the_slopes_of_the_loss(n_head: int) -> None:
    tensors = rough_tensors(1)
    batch = batch_of(["ab", "christopherjohn", "jo", "ann", "annabel", "q"])
    gradients = backward(tensors, batch, forward(tensors, batch, n_head))
    assert {name: gradient.shape for name, gradient in gradients.items()} == dict(SHAPES)
    rng = np.random.default_rng(0)
    step = 1e-5
    for name in SHAPES:
        for direction in rng.standard_normal((8, *SHAPES[name])):
            direction /= np.linalg.norm(direction)
            up = mean_loss(tensors | {name: tensors[name] + step * direction}, batch, n_head)
            down = mean_loss(tensors | {name: tensors[name] - step * direction}, batch, n_head)
            slope = float((gradients[name] * direction).sum())
            assert slope == pytest.approx((up - down) / (2 * step), abs=1e-8), name


def test_the_gradient_of_a_batch_is_the_mean_over_its_positions() -> None:
    tensors = rough_tensors(2)
    some = ["emma", "jo", "olivia"]
    whole = batch_of(some)
    together = backward(tensors, whole, forward(tensors, whole))
    for name in SHAPES:
        alone = np.zeros(SHAPES[name])
        for one in some:
            batch = batch_of([one])
            alone += backward(tensors, batch, forward(tensors, batch))[name] * len(batch.tokens)
        np.testing.assert_allclose(together[name], alone / len(whole.tokens), atol=1e-14)


def test_the_loss_of_the_whole_data_set_is_the_mean_over_positions_not_names() -> None:
    some = ["emma", "jo", "olivia"] * 500  # more than one pass
    batches = [batch_of([one]) for one in some[:3]]
    total = sum(float(losses(forward(FROZEN.tensors, batch), batch).sum()) for batch in batches)
    assert whole_loss(FROZEN.tensors, encode(some)) == pytest.approx(
        total / sum(len(batch.tokens) for batch in batches)
    )
