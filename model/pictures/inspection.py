"""What the model does with a name, position by position: whom it attends to, what fires, what it expects."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from model.engine.batch import one_name
from model.engine.forward import Floats, Tensors, forward, softmax
from model.sizes import CONFIG, LETTERS
from model.training.course import tokenize
from model.training.sampling import check_prefix

TEMPERATURES = (0.3, 0.5, 0.7, 1.0, 1.5)
TEMPERATURE = 0.7  # the bot's


@dataclass(frozen=True, slots=True)
class Position:
    """One position of the name."""

    token: int  # what is read
    follower: int  # what comes next in the name: a letter, or BOS at its end
    attention: Floats  # (n_head, positions so far): each head's weights, which sum to 1
    hidden: Floats  # (64,) after ReLU: zero where a unit does not fire
    logits: Floats  # (27,)


def inspect(tensors: Tensors, name: str) -> tuple[Position, ...]:
    """Run the model over BOS and the letters of `name`. Raises PromptError unless it is 0 to 16 letters a-z."""
    check_prefix(name)
    batch = one_name(
        tokenize(name)[: CONFIG.block_size + 1]
    )  # a name of 16 letters ends where the model does
    trace = forward(tensors, batch)
    return tuple(
        Position(token, follower, trace.attention[t][:, :, 0], trace.hidden[:, t], trace.logits[:, t])
        for t, (token, follower) in enumerate(zip(batch.tokens.tolist(), batch.targets.tolist(), strict=True))
    )


def probabilities(logits: Floats, temperature: float) -> Floats:
    """softmax(logits / temperature) (27,)."""
    return softmax(logits[:, None] / temperature)[:, 0]


def entropy(p: Floats) -> float:
    """The entropy of a distribution in bits; at most log2 27 = 4.75."""
    return float(-(p * np.log2(p, where=p > 0, out=np.zeros_like(p))).sum())


def surprise(positions: Sequence[Position], temperature: float) -> float:
    """-log2 of the probability that the model draws just this name, in bits."""
    nats = 0.0
    for p in positions:
        logits = (p.logits - p.logits.max()) / temperature  # in logarithms throughout: no share may become 0
        nats += float(np.log(np.exp(logits).sum()) - logits[p.follower])
    return nats / log(2)


def label(token: int) -> str:
    """A letter as itself; BOS as a middle dot, for it stands on both sides of a name."""
    return "·" if token == CONFIG.BOS else LETTERS[token]
