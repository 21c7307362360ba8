"""Step 2: automatic differentiation in place of the gradients by hand.

The network, its first weights and the losses of step 1 stay; only the calculus goes. The forward pass is
written down once, with `Value`s for numbers, and `loss.backward()` finds every gradient. From
here on the model can grow without any more derivatives on paper: the steps that follow change the forward
pass, or the optimiser, and reuse the rest.
"""

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from model.training.autograd import Value
from model.training.course import Matrix, Reader, first_weights
from model.training.steps.shared import Step
from model.training.steps.step1_mlp import LEARNING_RATE, SHAPES

Vector = list[Value]
Weights = dict[str, list[Vector]]
Forward = Callable[[int], Vector]
"""Takes the next token of a document and gives the logits (27,) of what follows."""
Update = Callable[[Vector, float], None]
"""Moves the parameters along their gradients; told by how much the learning rate has decayed."""


def linear(x: Vector, w: list[Vector]) -> Vector:
    """The product w x: (rows, columns) times (columns,) gives (rows,)."""
    return [Value.dot(row, x) for row in w]


def softmax(logits: Vector) -> Vector:
    """Probabilities in the ratios of exp(logit); the largest is taken off first, so that none overflows."""
    largest = max(logit.data for logit in logits)
    exps = [(logit - largest).exp() for logit in logits]
    total = sum(exps)
    return [e / total for e in exps]


def mlp(weights: Weights, token: int) -> Vector:
    """The logits (27,) of what follows `token`."""
    hidden = [h.relu() for h in linear(weights["wte"][token], weights["mlp_fc1"])]
    return linear(hidden, weights["mlp_fc2"])


def sgd(learning_rate: float) -> Update:
    """Stochastic gradient descent."""

    def update(parameters: Vector, decay: float) -> None:
        for parameter in parameters:
            parameter.data -= learning_rate * decay * parameter.grad

    return update


@contextmanager
def collector_off() -> Iterator[None]:
    """No garbage collection: graphs have no cycles, and walking them would take longer than the training."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Network:
    """Weights as `Value`s; `begin` makes the function that reads one document, `update` is the optimiser."""

    def __init__(self, first: dict[str, Matrix], begin: Callable[[Weights], Forward], update: Update) -> None:
        self.values: Weights = {
            name: [[Value(number) for number in row] for row in matrix] for name, matrix in first.items()
        }
        self.parameters = [value for matrix in self.values.values() for row in matrix for value in row]
        self.begin, self.update = begin, update

    @collector_off()
    def learn(self, tokens: Sequence[int], decay: float) -> float:
        """Forward, backward, update; the loss in nats."""
        forward = self.begin(self.values)
        losses = [-softmax(forward(t))[target].log() for t, target in pairwise(tokens)]
        loss = sum(losses, Value(0.0)) / len(losses)
        loss.backward()
        self.update(self.parameters, decay)
        for parameter in self.parameters:
            parameter.grad = 0.0
        return loss.data

    def reader(self, temperature: float) -> Reader:
        """The probabilities as plain numbers; no gradient is asked for here."""
        forward = self.begin(self.values)
        return lambda token: [p.data for p in softmax([logit / temperature for logit in forward(token)])]

    def weights(self) -> dict[str, Matrix]:
        """What the values are now, as plain numbers."""
        return {name: [[v.data for v in row] for row in matrix] for name, matrix in self.values.items()}


def build(rng: random.Random) -> Network:
    """The network of step 1 with the same first weights."""
    return Network(
        first_weights(rng, SHAPES), lambda weights: lambda token: mlp(weights, token), sgd(LEARNING_RATE)
    )


STEP = Step(
    number=2,
    title="Automatic differentiation",
    architecture="MLP",
    n_head=0,
    parameters=3184,
    optimiser="SGD",
    ideas="Autograd: computation graph, chain rule, backward",
    learning_rate=LEARNING_RATE,
    build=build,
)
