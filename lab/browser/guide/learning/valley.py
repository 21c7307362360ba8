"""The loss of all words along one weight, while the others stay: a valley, and where downhill is."""

from collections.abc import Sequence

import msgspec

from lab.browser.guide.learning.toy import Toy, mean_loss, place_of, still, tokens
from lab.browser.guide.origins import Origin, origin
from model.training.autograd import Value
from model.training.steps.step2_autograd import Network, Vector, sgd

REACH = 1.5  # how far to both sides of the weight
POINTS = 25
BESIDE = 0.4  # how far to both sides the slope is drawn

Place = tuple[str, int, int]  # of a weight: its matrix, row and column


class Curve(msgspec.Struct, frozen=True):
    """The loss (nats) where the weight is turned, and where it stands with the slope there."""

    weights: tuple[float, ...]  # (POINTS,)
    losses: tuple[float, ...]
    here: float
    loss: float
    gradient: float


class Step(msgspec.Struct, frozen=True):
    """Where one update of SGD on all words would lead."""

    there: float
    loss_there: float
    origins: dict[str, Origin]


class Valley(msgspec.Struct, frozen=True):
    """The curve, its slope, and a step down it."""

    curve: Curve
    tangent: tuple[tuple[float, float], ...]  # (weight, loss) at both its ends
    step: Step
    origins: dict[str, Origin]


def valley(given: object, words: list[str], watched: list[object], rate: float) -> Valley:
    """The loss along a weight: its name, row and column. `given` is a `Toy` as JSON has it."""
    curve = curve_of(given, words, watched)
    return Valley(
        curve,
        tuple((curve.here + side, curve.loss + side * curve.gradient) for side in (-BESIDE, BESIDE)),
        step(given, words, watched, curve.gradient, rate),
        {
            "loss": origin(mean_loss, words=" ".join(words)),
            "gradient": origin(gradients, words=" ".join(words)),
            "here": origin(look, weight=watched),
        },
    )


def step(given: object, words: list[str], watched: list[object], gradient: float, rate: float) -> Step:
    """One update of a weight whose gradient is known: all that changes while the learning rate is turned."""
    network, weight = look(given, watched)
    weight.grad = gradient
    sgd(rate)([weight], 1.0)
    return Step(
        weight.data,
        mean_loss(network, words),
        {
            "loss": origin(mean_loss, words=" ".join(words)),
            "there": origin(sgd, learning_rate=rate, gradient=gradient),
        },
    )


def curve_of(given: object, words: list[str], watched: list[object]) -> Curve:
    """The loss at each point, and the gradient of all words."""
    network, weight = look(given, watched)
    here, loss = weight.data, mean_loss(network, words)
    gradient = gradients(network, words)[place_of(*msgspec.convert(watched, Place))]
    weights = tuple(here + REACH * (2 * point / (POINTS - 1) - 1) for point in range(POINTS))
    losses = []
    for weight.data in weights:
        losses.append(mean_loss(network, words))
    return Curve(weights, tuple(losses), here, loss, gradient)


def look(given: object, watched: list[object]) -> tuple[Network, Value]:
    """The network of a toy, and one weight in it."""
    network = still(msgspec.convert(given, Toy))
    name, row, column = msgspec.convert(watched, Place)
    return network, network.values[name][row][column]


def gradients(network: Network, words: Sequence[str]) -> list[float]:
    """The derivative of the mean loss of all words by each weight (74,): each word's, by its share of positions."""
    total = [0.0] * len(network.parameters)
    positions = sum(len(word) + 1 for word in words)

    def add(parameters: Vector, share: float) -> None:
        total[:] = [known + share * it.grad for known, it in zip(total, parameters, strict=True)]

    network.update = add
    for word in words:
        network.learn(tokens(word), decay=(len(word) + 1) / positions)
    return total
