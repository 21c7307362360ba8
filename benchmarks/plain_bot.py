"""The peer of bot/bot.py: the same guard, streams and line loop around a `draw` that recomputes each prefix.

Nothing is kept from one name to the next: every name is fed from BOS on through a forward pass of list comprehensions,
and each letter is picked with random.choices.
"""

import math
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bot import bot

Vector = list[float]
W: dict[str, list[Vector]] = bot.state_dict


def linear(x: Vector, w: list[Vector]) -> Vector:
    return [sum(wi * xi for wi, xi in zip(row, x, strict=False)) for row in w]


def softmax(logits: Vector) -> Vector:
    highest = max(logits)
    exps = [math.exp(logit - highest) for logit in logits]
    total = sum(exps)
    return [e / total for e in exps]


def rmsnorm(x: Vector) -> Vector:
    scale = (sum(xi * xi for xi in x) / len(x) + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def attend(q: Vector, keys: list[Vector], values: list[Vector]) -> Vector:
    """One head: the mean of the values, weighted by how well their keys answer the query."""
    weights = softmax([sum(qj * kj for qj, kj in zip(q, k, strict=False)) / len(q) ** 0.5 for k in keys])
    return [
        sum(weight * value[j] for weight, value in zip(weights, values, strict=False)) for j in range(len(q))
    ]


def gpt(token: int, position: int, keys: list[Vector], values: list[Vector]) -> Vector:
    x = rmsnorm([t + p for t, p in zip(W["wte"][token], W["wpe"][position], strict=False)])
    normed = rmsnorm(x)
    q = linear(normed, W["layer0.attn_wq"])
    keys.append(linear(normed, W["layer0.attn_wk"]))
    values.append(linear(normed, W["layer0.attn_wv"]))
    heads: Vector = []
    for a, b in ((0, 4), (4, 8), (8, 12), (12, 16)):
        heads.extend(attend(q[a:b], [k[a:b] for k in keys], [v[a:b] for v in values]))
    x = [xi + yi for xi, yi in zip(x, linear(heads, W["layer0.attn_wo"]), strict=False)]
    hidden = [max(0.0, h) for h in linear(rmsnorm(x), W["layer0.mlp_fc1"])]
    x = [xi + yi for xi, yi in zip(x, linear(hidden, W["layer0.mlp_fc2"]), strict=False)]
    return linear(x, W["lm_head"])


def draw(prefix: str, stream: random.Random) -> str:
    keys: list[Vector] = []
    values: list[Vector] = []
    name = ""
    token = bot.BOS
    while len(name) < bot.MAX_LETTERS:
        logits = gpt(token, len(name), keys, values)
        if len(name) < len(prefix):
            token = bot.LETTERS.index(prefix[len(name)])
        else:
            probabilities = softmax([logit / bot.sampling["temperature"] for logit in logits])
            token = stream.choices(range(bot.BOS + 1), weights=probabilities)[0]
            if token == bot.BOS:
                break
        name += bot.LETTERS[token]
    return name


if __name__ == "__main__":
    bot.draw = draw
    bot.main()
