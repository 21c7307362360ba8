"""Step 0: count which letter follows which.

The first step, so it adds the least that a language model can be: a table of 27 x 27 counts. Row a says how
often each token came after an a. Read as probabilities it predicts the next letter and invents names.
Nothing is learned by gradients yet, and only the current letter is seen.
"""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from model.sizes import CONFIG
from model.training.course import Matrix, Reader
from model.training.steps.shared import Step

VOCAB_SIZE = CONFIG.vocab_size


class Bigram:
    """The counts, and the probabilities that they stand for."""

    def __init__(self) -> None:
        self.counts = [[0.0] * VOCAB_SIZE for _ in range(VOCAB_SIZE)]

    def probabilities(self, token: int) -> list[float]:
        """What follows `token` (27,): every pair counts once more than seen, so that none is impossible."""
        row = self.counts[token]
        total = sum(row) + VOCAB_SIZE
        return [(count + 1) / total for count in row]

    def learn(self, tokens: Sequence[int], decay: float) -> float:  # noqa: ARG002  counting has no rate
        """Count the pairs of a document; the loss (nats) is taken before, on what was known until then."""
        pairs = list(pairwise(tokens))
        loss = sum(-math.log(self.probabilities(token)[target]) for token, target in pairs) / len(pairs)
        for token, target in pairs:
            self.counts[token][target] += 1
        return loss

    def reader(self, temperature: float) -> Reader:
        """The next-token probabilities, each to the power 1 / temperature; `choices` needs no sum of 1."""
        return lambda token: [p ** (1 / temperature) for p in self.probabilities(token)]

    def weights(self) -> dict[str, Matrix]:
        """The counts (27 x 27)."""
        return {"counts": self.counts}


def build(_: random.Random) -> Bigram:
    """An empty table: nothing in it is random."""
    return Bigram()


STEP = Step(
    number=0,
    title="Bigram counts",
    architecture="Table of counts",
    n_head=0,
    parameters=729,
    optimiser="Counting",
    ideas="Tokens, next-token probabilities, loss, sampling",
    learning_rate=None,
    build=build,
    temperature=1.0,
)
