"""Sampling one name from tensors, as the course does it."""

import random
import string

from model.engine.batch import one_name
from model.engine.forward import Tensors, forward, softmax
from model.errors import PromptError
from model.sizes import CONFIG
from model.training.course import Reader, draw


def sample(tensors: Tensors, rng: random.Random, temperature: float) -> str:
    """One name, letter by letter, until BOS or 16 letters."""
    return draw(reader(tensors, temperature), rng)


def reader(tensors: Tensors, temperature: float, n_head: int = CONFIG.n_head) -> Reader:
    """Begin a name. All that was read is read again for each token: names are short, and no cache is needed."""
    so_far: list[int] = []

    def read(token: int) -> list[float]:
        so_far.append(token)
        trace = forward(tensors, one_name([*so_far, CONFIG.BOS]), n_head)
        probabilities: list[float] = softmax(trace.logits[:, -1:] / temperature)[:, 0].tolist()
        return probabilities

    return read


def check_prefix(prefix: str) -> None:
    """Raise PromptError unless the prefix is at most 16 letters a-z."""
    if not set(prefix) <= set(string.ascii_lowercase):
        raise PromptError(f"prefix {prefix!r}: only the letters a to z can begin a name, in lower case")
    if len(prefix) > CONFIG.block_size:
        raise PromptError(f"prefix {prefix!r}: at most {CONFIG.block_size} letters, found {len(prefix)}")
