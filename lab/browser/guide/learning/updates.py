"""Updates of the toy, by SGD and by Adam as the step files have them, and what an update does to one weight."""

from collections.abc import Iterator
from math import isfinite
from typing import Literal

import msgspec

from lab.browser import pulse
from lab.browser.guide.learning.toy import Seen, Toy, first, look_at, place_of, tokens, trained
from lab.browser.guide.origins import Origin, origin
from model.training.autograd import Value
from model.training.steps.step2_autograd import Network, Update, Vector, sgd
from model.training.steps.step5_adam import BETA1, BETA2, Adam

A_PART = 5  # updates, after which is told how far it came

Optimiser = Literal["sgd", "adam"]


class Move(msgspec.Struct, frozen=True):
    """What the last update did to one weight. The four in the middle are Adam's, and None where SGD moved it."""

    before: float
    gradient: float
    mean: float | None  # of the gradients so far, newer ones counting more
    square: float | None  # of their squares
    mean_corrected: float | None  # for having begun at zero
    square_corrected: float | None
    after: float


class Learnt(msgspec.Struct, frozen=True):
    """Where some updates led to."""

    seen: Seen
    word: str  # that the last update learned from
    word_loss: float  # its loss before that update, in nats
    move: Move
    origins: dict[str, Origin]


class Diverged(msgspec.Struct, frozen=True):
    """The updates were so large that the numbers left what a float can hold."""

    diverged: bool


def learn(
    given: object, words: list[str], optimiser: Optimiser, rate: float, updates: int, watched: list[object]
) -> Iterator[Learnt | Diverged]:
    """Go on with so many updates of a word each; what came of it after every fifth of them, and at the end.

    `given` is a `Toy` as JSON has it, `watched` the name, row and column of a weight.
    """
    toy = msgspec.convert(given, Toy)
    place = place_of(*msgspec.convert(watched, tuple[str, int, int]))
    adam = Adam(rate)
    adam.mean, adam.square, adam.updates = [*toy.mean], [*toy.square], toy.updates
    update = Watched(adam.update if optimiser == "adam" else sgd(rate), place)
    network = trained(toy, update)
    last = toy.updates + updates
    for number in range(toy.updates + 1, last + 1):
        word = words[(number - 1) % len(words)]
        pulse.beat()
        try:
            word_loss = network.learn(tokens(word), decay=1.0)
            if number % A_PART == 0 or number == last:
                now = Toy(network.weights(), [*adam.mean], [*adam.square], number)
                seen = look_at(now, words)
                if not isfinite(seen.loss):
                    raise OverflowError
                move = moved(update.seen, now, place)
                yield Learnt(seen, word, word_loss, move, origins(optimiser, rate, number, word, move))
        except (ArithmeticError, ValueError):  # log(0), or a number too large
            yield Diverged(True)
            return


class Watched:
    """An optimiser that remembers what it did to one weight: before, gradient, after."""

    def __init__(self, update: Update, place: int) -> None:
        self.update, self.place = update, place
        self.seen = (0.0, 0.0, 0.0)

    def __call__(self, parameters: Vector, decay: float) -> None:
        weight = parameters[self.place]
        before, gradient = weight.data, weight.grad
        self.update(parameters, decay)
        self.seen = (before, gradient, weight.data)


def moved(seen: tuple[float, float, float], now: Toy, place: int) -> Move:
    """The last update of a weight; the corrections are those of `Adam.update`."""
    before, gradient, after = seen
    if not now.mean:
        return Move(before, gradient, None, None, None, None, after)
    mean, square = now.mean[place], now.square[place]
    correct_mean, correct_square = 1 - BETA1**now.updates, 1 - BETA2**now.updates
    return Move(before, gradient, mean, square, mean / correct_mean, square / correct_square, after)


def origins(optimiser: Optimiser, rate: float, number: int, word: str, move: Move) -> dict[str, Origin]:
    """Where the numbers of an update come from."""
    update = Adam.update if optimiser == "adam" else sgd
    return {
        "before": origin(update, learning_rate=rate, update=number - 1) if number > 1 else origin(first),
        "word": origin(Network.learn, word=word, update=number),
        "gradient": origin(Value.backward, word=word, update=number),
        "update": origin(
            update, weight=move.before, gradient=move.gradient, learning_rate=rate, update=number
        ),
        "corrected": origin(moved, mean=move.mean, square=move.square, update=number),
    }
