"""Step 3: attention, so that the model sees every letter before and not only the last one.

It adds to step 2 a vector for each position beside the one for each token; a single head of attention, in
which the current token asks (query) and every token so far answers (key) with what it has to say (value);
the KV cache, which keeps those answers; RMSNorm, which holds vectors to one length; and residuals, by which
each block only adds to what it was given. Training is as before, with smaller steps.
"""

import random
from operator import add

from model.training.autograd import Value
from model.training.course import first_weights
from model.training.steps.shared import Step
from model.training.steps.step2_autograd import Forward, Network, Vector, Weights, linear, sgd, softmax

SHAPES = {
    "wte": (27, 16),
    "wpe": (16, 16),
    "attn_wq": (16, 16),
    "attn_wk": (16, 16),
    "attn_wv": (16, 16),
    "attn_wo": (16, 16),
    "mlp_fc1": (64, 16),
    "mlp_fc2": (16, 64),
    "lm_head": (27, 16),
}
LEARNING_RATE = 0.1


def rmsnorm(x: Vector) -> Vector:
    """x / sqrt(mean(x^2) + 1e-5)."""
    scale = (Value.dot(x, x) / len(x) + 1e-5) ** -0.5
    return [value * scale for value in x]


def attention(query: Vector, keys: list[Vector], values: list[Vector]) -> Vector:
    """softmax(q k / sqrt(d)) v: the values so far, mixed by how well each one's key fits the query (d,)."""
    scores = [Value.dot(query, key) / len(query) ** 0.5 for key in keys]
    return linear(softmax(scores), [list(column) for column in zip(*values, strict=True)])


def gpt(weights: Weights, token_id: int, pos_id: int, keys: list[Vector], values: list[Vector]) -> Vector:
    """The logits (27,) of what follows; `keys` and `values` are the cache of the positions so far."""
    x = list(map(add, weights["wte"][token_id], weights["wpe"][pos_id]))
    residual = x = rmsnorm(x)
    x = rmsnorm(x)
    keys.append(linear(x, weights["attn_wk"]))
    values.append(linear(x, weights["attn_wv"]))
    x = attention(linear(x, weights["attn_wq"]), keys, values)
    residual = x = list(map(add, linear(x, weights["attn_wo"]), residual))
    x = [h.relu() for h in linear(rmsnorm(x), weights["mlp_fc1"])]
    x = list(map(add, linear(x, weights["mlp_fc2"]), residual))
    return linear(x, weights["lm_head"])


def begin(weights: Weights) -> Forward:
    """A new document: an empty cache."""
    keys: list[Vector] = []
    values: list[Vector] = []
    return lambda token: gpt(weights, token, len(keys), keys, values)


def build(rng: random.Random) -> Network:
    """The single-head model with its first weights."""
    return Network(first_weights(rng, SHAPES), begin, sgd(LEARNING_RATE))


STEP = Step(
    number=3,
    title="Attention",
    architecture="Attention + MLP",
    n_head=1,
    parameters=4192,
    optimiser="SGD",
    ideas="Attention, position embeddings, RMSNorm, residuals, KV cache",
    learning_rate=LEARNING_RATE,
    build=build,
)
