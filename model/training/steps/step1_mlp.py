"""Step 1: a neural network (MLP) in place of the table, and gradients derived by hand.

It adds learning to step 0. The same question (which letter comes next, given this one?) is now answered by
3,184 numbers that start at random. After each name every number moves a little against its gradient, the
derivative of the loss by it (SGD). The gradients are worked out on paper, layer by layer from the loss
backwards, and a numerical derivative shows that they are right.
"""

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from operator import mul

from model.training.course import SEED, Matrix, Reader, first_weights, tokenize
from model.training.steps.shared import Step

SHAPES = {"wte": (27, 16), "mlp_fc1": (64, 16), "mlp_fc2": (27, 64)}
LEARNING_RATE = 1.0


def linear(x: Sequence[float], w: Matrix) -> list[float]:
    """The product w x: (rows, columns) times (columns,) gives (rows,)."""
    return [sum(map(mul, row, x)) for row in w]


def softmax(logits: Sequence[float]) -> list[float]:
    """Probabilities in the ratios of exp(logit); the largest is taken off first, so that none overflows."""
    largest = max(logits)
    exps = [math.exp(logit - largest) for logit in logits]
    total = sum(exps)
    return [e / total for e in exps]


class Mlp:
    """Embedding, hidden layer of 64 with ReLU, logits."""

    def __init__(self, weights: dict[str, Matrix]) -> None:
        self.wte, self.fc1, self.fc2 = weights["wte"], weights["mlp_fc1"], weights["mlp_fc2"]

    def forward(self, token: int) -> tuple[list[float], list[float]]:
        """The hidden layer (64,) after ReLU and the logits (27,)."""
        hidden = [max(0.0, h) for h in linear(self.wte[token], self.fc1)]
        return hidden, linear(hidden, self.fc2)

    def loss(self, tokens: Sequence[int]) -> float:
        """The mean of -ln p over the positions of a document, in nats."""
        pairs = list(pairwise(tokens))
        return sum(-math.log(softmax(self.forward(t)[1])[target]) for t, target in pairs) / len(pairs)

    def gradients(self, tokens: Sequence[int]) -> tuple[float, dict[str, Matrix]]:
        """The loss, and its derivative by every weight: the chain rule, from the last layer to the first."""
        d_wte, d_fc1, d_fc2 = (
            [[0.0] * columns for _ in range(rows)] for rows, columns in SHAPES.values()
        )  # fmt: skip
        pairs = list(pairwise(tokens))
        loss = 0.0
        for token, target in pairs:
            x = self.wte[token]
            hidden, logits = self.forward(token)
            probabilities = softmax(logits)
            loss -= math.log(probabilities[target]) / len(pairs)
            # The loss by a logit is p - 1 for the target and p for the others.
            d_logits = [p / len(pairs) for p in probabilities]
            d_logits[target] -= 1 / len(pairs)
            # Through logits = fc2 hidden: a weight's share is what came in times what came back.
            d_hidden = [0.0] * len(hidden)
            for d, row, d_row in zip(d_logits, self.fc2, d_fc2, strict=True):
                for j, h in enumerate(hidden):
                    if h > 0.0:  # ReLU passes nothing back where it passed nothing on
                        d_row[j] += d * h
                        d_hidden[j] += d * row[j]
            # Through hidden = relu(fc1 x), and on to the token's embedding.
            d_x = d_wte[token]
            for d, row, d_row in zip(d_hidden, self.fc1, d_fc1, strict=True):
                if d:
                    for k, value in enumerate(x):
                        d_row[k] += d * value
                        d_x[k] += d * row[k]
        return loss, {"wte": d_wte, "mlp_fc1": d_fc1, "mlp_fc2": d_fc2}

    def numerical_gradient(self, tokens: Sequence[int], name: str, row: int, column: int) -> float:
        """The derivative by one weight without any calculus: move it a little both ways."""
        numbers, h = self.weights()[name][row], 1e-5
        before = numbers[column]
        numbers[column] = before + h
        above = self.loss(tokens)
        numbers[column] = before - h
        below = self.loss(tokens)
        numbers[column] = before
        return (above - below) / (2 * h)

    def learn(self, tokens: Sequence[int], decay: float) -> float:
        """Stochastic gradient descent: every weight moves against its gradient."""
        loss, gradients = self.gradients(tokens)
        for name, matrix in self.weights().items():
            for numbers, d_numbers in zip(matrix, gradients[name], strict=True):
                for column, d in enumerate(d_numbers):
                    numbers[column] -= LEARNING_RATE * decay * d
        return loss

    def reader(self, temperature: float) -> Reader:
        """Each token is read by itself: what came before does not matter."""
        return lambda token: softmax([logit / temperature for logit in self.forward(token)[1]])

    def weights(self) -> dict[str, Matrix]:
        """The three matrices themselves, not copies."""
        return {"wte": self.wte, "mlp_fc1": self.fc1, "mlp_fc2": self.fc2}


def build(rng: random.Random) -> Mlp:
    """The network with its first weights."""
    return Mlp(first_weights(rng, SHAPES))


def proof(document: str) -> str:
    """How far the derived gradients of a document are from the numerical ones, at every 50th weight."""
    model, tokens = build(random.Random(SEED)), tokenize(document)
    _, derived = model.gradients(tokens)
    places = [
        (name, i, j) for name, (rows, columns) in SHAPES.items() for i in range(rows) for j in range(columns)
    ]
    far = max(
        abs(derived[name][i][j] - model.numerical_gradient(tokens, name, i, j)) for name, i, j in places[::50]
    )
    return f"gradients of {document!r} by hand and numerically: {len(places[::50])} compared, {far:.0e} apart at most"


STEP = Step(
    number=1,
    title="MLP, gradients by hand",
    architecture="MLP",
    n_head=0,
    parameters=3184,
    optimiser="SGD",
    ideas="Embeddings, hidden layer, gradients, gradient descent",
    learning_rate=LEARNING_RATE,
    build=build,
    proof=proof,
)
