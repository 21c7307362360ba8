"""Step 5: Adam in place of plain gradient descent.

It adds to step 4 a memory for every parameter: the running mean of its gradient (momentum) and of the
gradient's square. A parameter whose gradients are large takes shorter steps, one whose gradients are small
longer ones, so each learns at its own pace. The model is that of step 4. This is the published run: its
weights are the frozen `model.json`.
"""

import random

from model.sizes import CONFIG, SHAPES
from model.training.course import first_weights
from model.training.steps.shared import Step
from model.training.steps.step2_autograd import Network, Vector
from model.training.steps.step4_heads import begin

LEARNING_RATE, BETA1, BETA2, EPS = 0.01, 0.85, 0.99, 1e-8


class Adam:
    """The optimiser of Kingma and Ba (2015), with one mean and one mean square for each parameter."""

    def __init__(self, learning_rate: float = LEARNING_RATE) -> None:
        self.learning_rate = learning_rate
        self.mean: list[float] = []
        self.square: list[float] = []
        self.updates = 0

    def update(self, parameters: Vector, decay: float) -> None:
        """Both memories start at zero, which would make the first steps too short: hence the corrections."""
        if not self.updates:
            self.mean, self.square = [0.0] * len(parameters), [0.0] * len(parameters)
        self.updates += 1
        correct_mean, correct_square = 1 - BETA1**self.updates, 1 - BETA2**self.updates
        rate = self.learning_rate * decay
        for i, parameter in enumerate(parameters):
            grad = parameter.grad
            self.mean[i] = m = BETA1 * self.mean[i] + (1 - BETA1) * grad
            self.square[i] = v = BETA2 * self.square[i] + (1 - BETA2) * grad * grad
            parameter.data -= rate * (m / correct_mean) / ((v / correct_square) ** 0.5 + EPS)


def build(rng: random.Random) -> Network:
    """The GPT of step 4 with Adam."""
    return Network(first_weights(rng, SHAPES), begin, Adam().update)


STEP = Step(
    number=5,
    title="Adam",
    architecture="Multi-head attention + MLP",
    n_head=CONFIG.n_head,
    parameters=4192,
    optimiser="Adam",
    ideas="Adam: momentum, a pace for each parameter, bias correction",
    learning_rate=LEARNING_RATE,
    build=build,
)
