"""`Value`: forward values, local gradients and the chain rule."""

import gc
import math
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from model.engine.batch import one_name
from model.engine.forward import forward, losses
from model.training.autograd import Value
from model.training.backward import backward
from model.training.course import SEED, tokenize
from model.training.names import load_names
from model.training.steps import step5_adam
from model.training.steps.step2_autograd import softmax
from model.training.steps.twins import as_tensors

Expression = Callable[[list[Value]], Value]


def _unary(inner: Expression) -> st.SearchStrategy[Expression]:
    return st.sampled_from(
        [
            lambda x: -inner(x),
            lambda x: inner(x).exp(),
            lambda x: inner(x).log(),
            lambda x: inner(x).relu(),
            lambda x: inner(x) ** 2,
            lambda x: inner(x) ** -1.5,
            lambda x: 3.0 - inner(x),
            lambda x: 2.0 / inner(x),
        ]
    )


def _binary(left: Expression, right: Expression) -> st.SearchStrategy[Expression]:
    return st.sampled_from(
        [
            lambda x: left(x) + right(x),
            lambda x: left(x) - right(x),
            lambda x: left(x) * right(x),
            lambda x: left(x) / right(x),
            lambda x: Value.dot([left(x), right(x)], [right(x), x[0]]),
        ]
    )


def _variable(index: int) -> Expression:
    return lambda x: x[index]


EXPRESSIONS = st.recursive(
    st.integers(0, 2).map(_variable),
    lambda inner: inner.flatmap(_unary) | st.tuples(inner, inner).flatmap(lambda pair: _binary(*pair)),
    max_leaves=8,
)


COORDINATES = st.floats(0.1, 3) | st.floats(-3, -0.1)


@given(EXPRESSIONS, st.tuples(COORDINATES, COORDINATES, COORDINATES))
def test_gradients_of_random_expressions_are_their_finite_differences(
    expression: Expression, point: tuple[float, float, float]
) -> None:
    def at(index: int, shift: float) -> float:
        moved = [Value(x + shift * (place == index)) for place, x in enumerate(point)]
        return expression(moved).data

    variables, h = [Value(x) for x in point], 1e-5
    try:
        result = expression(variables)
        above, below = ([at(i, shift) for i in range(3)] for shift in (h, -h))
    except (ValueError, ZeroDivisionError, OverflowError):
        assume(False)  # outside of the domain of a logarithm, a power, a division
    assume(math.isfinite(result.data) and abs(result.data) < 1e4)
    right = [(f - result.data) / h for f in above]
    left = [(result.data - f) / h for f in below]
    # Where the two sides differ there is a kink or a pole, of which finite differences cannot tell anything.
    assume(np.allclose(left, right, rtol=1e-2, atol=1e-3))
    result.backward()
    central = [(one + other) / 2 for one, other in zip(left, right, strict=True)]
    assert [x.grad for x in variables] == pytest.approx(central, rel=1e-4, abs=1e-4)


def test_the_example_of_the_course_has_its_gradients() -> None:
    a, b = Value(2.0), Value(3.0)
    result = a * b + a
    result.backward()
    assert (result.data, a.grad, b.grad) == (8.0, 4.0, 2.0)


@pytest.mark.parametrize(
    ("result", "local_grads"),
    [
        (Value(2.0) + Value(5.0), (1.0, 1.0)),
        (Value(2.0) * Value(5.0), (5.0, 2.0)),
        (Value(2.0) ** 3, (12.0,)),
        (Value(2.0).log(), (0.5,)),
        (Value(0.0).exp(), (1.0,)),
        (Value(2.0).relu(), (1.0,)),
        (Value(-2.0).relu(), (0.0,)),
    ],
)
def test_each_operation_keeps_its_local_gradients(result: Value, local_grads: tuple[float, ...]) -> None:
    assert result.local_grads == local_grads


def test_gradients_add_up_over_every_path_and_every_call() -> None:
    a = Value(3.0)
    (a + a * a).backward()
    assert a.grad == 1 + 6
    (a * 2.0).backward()
    assert a.grad == 1 + 6 + 2


def test_a_value_made_from_nothing_has_gradient_one_by_itself() -> None:
    a = Value(3.0)
    a.backward()
    assert a.grad == 1.0


def test_a_graph_deeper_than_any_recursion_is_sorted() -> None:
    a = Value(1.0)
    total = a
    for _ in range(50_000):
        total = total + a
    total.backward()
    assert a.grad == 50_001


NUMBERS = st.lists(st.floats(-10, 10), min_size=1, max_size=6)


@given(NUMBERS, NUMBERS)
@example([1.0, 2.0], [3.0, 4.0])
def test_a_dot_product_is_products_added_up(left: list[float], right: list[float]) -> None:
    size = min(len(left), len(right))
    a, b = [Value(x) for x in left[:size]], [Value(x) for x in right[:size]]
    c, d = [Value(x) for x in left[:size]], [Value(x) for x in right[:size]]
    dot, summed = Value.dot(a, b), sum((x * y for x, y in zip(c, d, strict=True)), Value(0.0))
    dot.backward()
    summed.backward()
    assert dot.data == pytest.approx(summed.data, abs=1e-9)
    assert [x.grad for x in a + b] == [x.grad for x in c + d]


@pytest.mark.slow
def test_a_graph_is_freed_without_the_garbage_collector() -> None:
    def values() -> int:
        return sum(type(thing) is Value for thing in gc.get_objects())

    gc.collect()
    before = values()
    gc.disable()
    try:
        a = Value(2.0)
        result = (a * a + a.exp()).log()
        result.backward()
        assert values() > before
        del a, result
        assert values() == before
    finally:
        gc.enable()


@pytest.mark.parametrize("index", [0, 17, 999])
def test_the_gradients_of_the_whole_gpt_on_a_real_name_are_those_of_numpy(
    index: int, names_path: Path
) -> None:
    network = step5_adam.build(random.Random(SEED))
    tokens = tokenize(load_names(names_path)[index])
    read = network.begin(network.values)
    terms = [-softmax(read(token))[target].log() for token, target in pairwise(tokens)]
    loss = sum(terms, Value(0.0)) / len(terms)
    loss.backward()

    tensors = as_tensors(network.weights())
    batch = one_name(tokens)
    trace = forward(tensors, batch)
    assert loss.data == pytest.approx(losses(trace, batch).mean(), abs=1e-12)
    for name, gradient in backward(tensors, batch, trace).items():
        taught = np.array([[value.grad for value in row] for row in network.values[name]])
        assert np.abs(taught - gradient).max() < 1e-9, name
