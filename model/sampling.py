"""Sampling one name, as the course does it."""

import random
import string

import numpy as np

from model.batch import Batch
from model.errors import PromptError
from model.forward import Tensors, forward
from model.weights import CONFIG, LETTERS


def sample(tensors: Tensors, rng: random.Random, temperature: float, prefix: str = "") -> str:
    """The prefix and then letters by `rng.choices` over all 27 tokens, until BOS or 16 letters."""
    tokens = [CONFIG.BOS, *(LETTERS.index(letter) for letter in prefix)]
    while len(tokens) <= CONFIG.block_size:
        so_far = np.array(tokens)
        logits = forward(tensors, Batch(so_far, so_far, (1,) * len(tokens))).logits[:, -1] / temperature
        weights = np.exp(logits - logits.max())
        (token,) = rng.choices(range(CONFIG.vocab_size), weights=weights.tolist())
        if token == CONFIG.BOS:
            break
        tokens.append(token)
    return "".join(LETTERS[token] for token in tokens[1:])


def check_prefix(prefix: str) -> None:
    """Raise PromptError unless the prefix is at most 16 letters a-z."""
    if not set(prefix) <= set(string.ascii_lowercase):
        raise PromptError(f"prefix {prefix!r}: only the letters a to z can begin a name, in lower case")
    if len(prefix) > CONFIG.block_size:
        raise PromptError(f"prefix {prefix!r}: at most {CONFIG.block_size} letters, found {len(prefix)}")
