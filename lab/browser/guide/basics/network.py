"""One neuron under the hand, and a small network of three: their values, their surface, and how wrong they are."""

from typing import Literal

import msgspec

from lab.browser.guide.basics.neurons import adder, linear_neuron, neuron, relu
from lab.browser.guide.origins import Origin, origin

Kind = Literal["adder", "weight", "relu"]

STEPS = 14  # squares of the surface on a side
LOW, HIGH = -2.0, 2.0  # of x1 and x2 on the surface
TARGET = (1.2, -0.8, 0.9, 0.4, -0.2, -0.3)
"""The hidden network's w1, w2, w3, b1, b2, b3: what a reader tries to find by hand."""


class Single(msgspec.Struct, frozen=True):
    """A neuron of one input: its sum z, its output a, and its whole line."""

    z: float
    a: float
    threshold: float | None  # the input at which a ReLU begins to let through; None where there is none
    line: tuple[tuple[float, float], ...]  # of (x, a), where it bends and at its ends
    origins: dict[str, Origin]


class Many(msgspec.Struct, frozen=True):
    """A neuron of several inputs: each product, their sum with the bias, and the output."""

    products: tuple[float, ...]
    z: float
    a: float
    origins: dict[str, Origin]


class Network(msgspec.Struct, frozen=True):
    """The network of two hidden neurons and one behind them, at one input and over a square of inputs."""

    h1: float
    h2: float
    a: float
    surface: tuple[tuple[float, ...], ...]  # a at (x1, x2), row by row from the lowest x1
    target: tuple[tuple[float, ...], ...]  # the same of the hidden network
    loss: float  # mean squared error between the two surfaces
    origins: dict[str, Origin]


def single(kind: Kind, x: float, w: float, b: float) -> Single:
    """A neuron that adds, one that also weighs, or one that also bends; from -5 to 5."""

    def summed(at: float) -> float:
        return adder(at, b) if kind == "adder" else linear_neuron(at, w, b)

    def output(at: float) -> float:
        return relu(summed(at)) if kind == "relu" else summed(at)

    threshold = -b / w if kind == "relu" and w else None
    bends = [threshold] if threshold is not None and -5 < threshold < 5 else []
    line = tuple((at, output(at)) for at in (-5.0, *bends, 5.0))
    z = origin(adder, x=x, b=b) if kind == "adder" else origin(linear_neuron, x=x, w=w, b=b)
    return Single(
        summed(x),
        output(x),
        threshold,
        line,
        {
            "z": z,
            "a": origin(relu, z=summed(x)) if kind == "relu" else z,
            "threshold": origin(single, w=w, b=b, why="x w + b is 0 at x = -b / w"),
        },
    )


def many(xs: list[float], ws: list[float], b: float) -> Many:
    """The same with a list of inputs and a weight for each."""
    z = sum(x * w for x, w in zip(xs, ws, strict=True)) + b
    return Many(
        tuple(x * w for x, w in zip(xs, ws, strict=True)),
        z,
        neuron(xs, ws, b),
        {
            "product": origin(many, x=xs, w=ws),
            "z": origin(many, x=xs, w=ws, b=b),
            "a": origin(neuron, x=xs, w=ws, b=b),
        },
    )


def forward(x: tuple[float, float, float], knobs: tuple[float, ...]) -> tuple[float, float, float]:
    """(h1, h2, a): h1 reads x1 and x2, h2 reads x3, and a adds the two."""
    w1, w2, w3, b1, b2, b3 = knobs
    h1 = neuron([x[0], x[1]], [w1, w2], b1)
    h2 = neuron([x[2]], [w3], b2)
    return h1, h2, neuron([h1, h2], [1.0, 1.0], b3)


def surface(x3: float, knobs: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    """The output over the square of x1 and x2."""
    places = [LOW + (HIGH - LOW) * step / STEPS for step in range(STEPS + 1)]
    return tuple(tuple(forward((x1, x2, x3), knobs)[2] for x2 in places) for x1 in places)


def mean_squared_error(predictions: list[float], targets: list[float]) -> float:
    squares = [(p - t) ** 2 for p, t in zip(predictions, targets, strict=True)]
    return sum(squares) / len(squares)


def network(xs: list[float], knobs: list[float]) -> Network:
    """The network at three inputs, with its six knobs w1, w2, w3, b1, b2, b3."""
    x1, x2, x3 = xs
    h1, h2, a = forward((x1, x2, x3), tuple(knobs))
    w1, w2, w3, b1, b2, b3 = knobs
    mine, hidden = surface(x3, tuple(knobs)), surface(x3, TARGET)
    heights, targets = [each for row in mine for each in row], [each for row in hidden for each in row]
    loss = mean_squared_error(heights, targets)
    return Network(
        h1,
        h2,
        a,
        mine,
        hidden,
        loss,
        {
            "h1": origin(neuron, x=[x1, x2], w=[w1, w2], b=b1),
            "h2": origin(neuron, x=[x3], w=[w3], b=b2),
            "a": origin(neuron, x=[h1, h2], w=[1.0, 1.0], b=b3),
            "loss": origin(mean_squared_error, predictions=heights, targets=targets),
        },
    )
