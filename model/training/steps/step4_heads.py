"""Step 4: four heads of attention in place of one, and a loop over layers.

It adds to step 3 that each head works on a quarter of the vectors (4 of 16 numbers), so that the model can
look at four things at once with as many parameters as before; and that the block of attention and MLP stands
in a loop, with a cache for each layer. There is one layer here, and that is the whole GPT.
"""

import random
from operator import add

from model.sizes import CONFIG, SHAPES
from model.training.course import first_weights
from model.training.steps.shared import Step
from model.training.steps.step2_autograd import Forward, Network, Vector, Weights, linear, sgd
from model.training.steps.step3_attention import LEARNING_RATE, attention, rmsnorm

Cache = list[list[Vector]]
"""For each layer the vectors of the positions so far."""


def gpt(weights: Weights, token_id: int, pos_id: int, keys: Cache, values: Cache) -> Vector:
    """The logits (27,) of what follows."""
    x = rmsnorm(list(map(add, weights["wte"][token_id], weights["wpe"][pos_id])))
    for layer in range(CONFIG.n_layer):
        residual, x = x, rmsnorm(x)
        query = linear(x, weights[f"layer{layer}.attn_wq"])
        keys[layer].append(linear(x, weights[f"layer{layer}.attn_wk"]))
        values[layer].append(linear(x, weights[f"layer{layer}.attn_wv"]))
        x = []
        for start in range(0, CONFIG.n_embd, CONFIG.head_dim):
            head = slice(start, start + CONFIG.head_dim)
            x += attention(query[head], [k[head] for k in keys[layer]], [v[head] for v in values[layer]])
        residual = x = list(map(add, linear(x, weights[f"layer{layer}.attn_wo"]), residual))
        x = [h.relu() for h in linear(rmsnorm(x), weights[f"layer{layer}.mlp_fc1"])]
        x = list(map(add, linear(x, weights[f"layer{layer}.mlp_fc2"]), residual))
    return linear(x, weights["lm_head"])


def begin(weights: Weights) -> Forward:
    """A new document: an empty cache for each layer."""
    keys: Cache = [[] for _ in range(CONFIG.n_layer)]
    values: Cache = [[] for _ in range(CONFIG.n_layer)]
    return lambda token: gpt(weights, token, len(keys[0]), keys, values)


def build(rng: random.Random) -> Network:
    """The GPT with its first weights."""
    return Network(first_weights(rng, SHAPES), begin, sgd(LEARNING_RATE))


STEP = Step(
    number=4,
    title="Four heads, layers",
    architecture="Multi-head attention + MLP",
    n_head=CONFIG.n_head,
    parameters=4192,
    optimiser="SGD",
    ideas="Multi-head attention, layer loop",
    learning_rate=LEARNING_RATE,
    build=build,
)
