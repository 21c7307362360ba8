"""The loss of all words along one weight, while the others stay: a valley, and where downhill is."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from lab.browser.guide.learning.toy import Toy, mean_loss, place_of, still, tokens
from lab.browser.guide.origins import Origin, origin
from model.training.autograd import Value
from model.training.steps.step2_autograd import Network, Vector, sgd

REACH = 1.5  # how far to both sides of the weight
POINTS = 25
BESIDE = 0.4  # how far to both sides the slope is drawn


class Curve(msgspec.Struct, frozen=True):
    """The loss (nats) where the weight is turned, and where it stands with the slope there."""

    weights: tuple[float, ...]  # (POINTS,)
    losses: tuple[float, ...]
    here: float
    loss: float
    gradient: float


class Valley(msgspec.Struct, frozen=True):
    """The curve, and where one update of SGD on all words would lead."""

    curve: Curve
    tangent: tuple[tuple[float, float], ...]  # (weight, loss) at both its ends
    there: float
    loss_there: float
    origins: dict[str, Origin]


def valley(given: object, words: list[str], watched: list[object], rate: float) -> Valley:
    """The loss along a weight: its name, row and column. `given` is a `Toy` as JSON has it."""
    place = msgspec.convert(watched, tuple[str, int, int])
    toy = msgspec.convert(given, Toy)  # as JSON comes from the page, a whole number is no float
    curve = curve_of(msgspec.json.encode(toy), tuple(words), place)
    network, weight = look(toy, place)
    weight.grad = curve.gradient
    sgd(rate)([weight], 1.0)
    return Valley(
        curve,
        tuple((curve.here + side, curve.loss + side * curve.gradient) for side in (-BESIDE, BESIDE)),
        weight.data,
        mean_loss(network, words),
        {
            "loss": origin(mean_loss, words=" ".join(words)),
            "gradient": origin(gradients, words=" ".join(words)),
            "here": origin(look, weight=list(place)),
            "there": origin(sgd, learning_rate=rate, gradient=curve.gradient),
        },
    )


@lru_cache(maxsize=4)  # while the learning rate is turned, the curve stays
def curve_of(toy: bytes, words: tuple[str, ...], place: tuple[str, int, int]) -> Curve:
    """The loss at each point, and the gradient of all words."""
    network, weight = look(msgspec.json.decode(toy, type=Toy), place)
    here, loss = weight.data, mean_loss(network, words)
    gradient = gradients(network, words)[place_of(*place)]
    weights = tuple(here + REACH * (2 * point / (POINTS - 1) - 1) for point in range(POINTS))
    losses = []
    for weight.data in weights:
        losses.append(mean_loss(network, words))
    return Curve(weights, tuple(losses), here, loss, gradient)


def look(toy: Toy, place: tuple[str, int, int]) -> tuple[Network, Value]:
    """The network of a toy, and one weight in it."""
    name, row, column = place
    network = still(toy)
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
