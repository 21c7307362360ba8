"""Fast twins of the steps: the same models on NumPy arrays, with gradients derived by hand.

They go through the same loop with the same generator, so their losses and names are those of the taught
steps. The forward and backward pass of the GPT are those that `model.training.train` uses; step 5 needs no twin here,
because its fast form is `model.training.train` itself.
"""

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from model.engine.batch import Ints, one_name
from model.engine.forward import Floats, forward, losses, softmax
from model.sizes import CONFIG, SHAPES
from model.training.backward import backward
from model.training.course import Matrix, Reader, first_weights
from model.training.sampling import reader
from model.training.steps import step0_bigram, step1_mlp, step3_attention
from model.training.steps.shared import Model


class MlpTwin:
    """Steps 1 and 2. Arrays are (features, N), a column for each position of the document."""

    def __init__(self, first: Mapping[str, Matrix]) -> None:
        self.wte, self.fc1, self.fc2 = (np.array(first[name]) for name in step1_mlp.SHAPES)

    def learn(self, tokens: Sequence[int], decay: float) -> float:
        """One step of gradient descent; the loss before it, in nats."""
        read, targets = np.array(tokens[:-1]), np.array(tokens[1:])
        columns = np.arange(len(read))
        x, hidden, d_logits = self._forward(read, 1.0)
        loss = -np.log(d_logits[targets, columns]).mean()
        d_logits[targets, columns] -= 1.0
        d_logits /= len(columns)
        d_hidden = (self.fc2.T @ d_logits) * (hidden > 0.0)
        d_x = self.fc1.T @ d_hidden
        rate = step1_mlp.LEARNING_RATE * decay
        self.fc2 -= rate * d_logits @ hidden.T
        self.fc1 -= rate * d_hidden @ x.T
        np.subtract.at(self.wte, read, rate * d_x.T)  # a token may stand in several columns
        return float(loss)

    def reader(self, temperature: float) -> Reader:
        """What follows a token does not depend on those before it."""
        return lambda token: self._forward(np.array([token]), temperature)[2][:, 0].tolist()

    def weights(self) -> dict[str, Matrix]:
        """Copies of the three matrices, as plain lists."""
        return {"wte": self.wte.tolist(), "mlp_fc1": self.fc1.tolist(), "mlp_fc2": self.fc2.tolist()}

    def _forward(self, read: Ints, temperature: float) -> tuple[Floats, Floats, Floats]:
        """Embeddings (16, N), hidden layer after ReLU (64, N) and probabilities (27, N)."""
        x = self.wte[read].T
        hidden = np.maximum(self.fc1 @ x, 0.0)
        return x, hidden, softmax(self.fc2 @ hidden / temperature)


class GptTwin:
    """Steps 3 (one head) and 4 (four heads), with plain gradient descent."""

    def __init__(self, first: Mapping[str, Matrix], n_head: int, learning_rate: float) -> None:
        self.tensors, self.n_head, self.learning_rate = as_tensors(first), n_head, learning_rate

    def learn(self, tokens: Sequence[int], decay: float) -> float:
        """One step of gradient descent; the loss before it, in nats."""
        batch = one_name(tokens)
        trace = forward(self.tensors, batch, self.n_head)
        for name, gradient in backward(self.tensors, batch, trace).items():
            self.tensors[name] -= self.learning_rate * decay * gradient
        return float(losses(trace, batch).mean())

    def reader(self, temperature: float) -> Reader:
        """Begin a new name."""
        return reader(self.tensors, temperature, self.n_head)

    def weights(self) -> dict[str, Matrix]:
        """Copies of the tensors, as plain lists."""
        return {name: tensor.tolist() for name, tensor in self.tensors.items()}


TWINS: Mapping[int, Callable[[random.Random], Model]] = {
    0: step0_bigram.build,  # counting is fast as it is
    1: lambda rng: MlpTwin(first_weights(rng, step1_mlp.SHAPES)),
    2: lambda rng: MlpTwin(first_weights(rng, step1_mlp.SHAPES)),
    3: lambda rng: GptTwin(first_weights(rng, step3_attention.SHAPES), 1, step3_attention.LEARNING_RATE),
    4: lambda rng: GptTwin(first_weights(rng, SHAPES), CONFIG.n_head, step3_attention.LEARNING_RATE),
}


def as_tensors(weights: Mapping[str, Matrix]) -> dict[str, Floats]:
    """Weights of steps 3 to 5 as the arrays that `model.engine.forward` works on; step 3 names no layer."""
    return {name if name in SHAPES else f"layer0.{name}": np.array(rows) for name, rows in weights.items()}
