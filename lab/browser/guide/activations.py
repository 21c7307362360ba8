"""Every number on a token's way through the model, stage by stage, from the bot's own weights and helpers.

`bot.gpt` keeps only what the next stage needs. Here each stage is a field, in the order of the pass; the logits are
those of `bot.gpt`, to the last bit. Vectors are tuples of floats; a head's part of one has 4 numbers.
"""

import functools
from collections.abc import Sequence
from operator import mul

import msgspec

from bot import bot
from lab.browser import house

Vector = tuple[float, ...]


class Look(msgspec.Struct, frozen=True):
    """What one head sees when it looks back over the T positions so far."""

    scores: Vector  # (T,) query · key / sqrt(head_dim)
    weights: Vector  # (T,) softmax of the scores; they sum to 1
    output: Vector  # (4,) the values, blended by the weights


class Fired(msgspec.Struct, frozen=True):
    """What the MLP makes of one position."""

    normed: Vector  # (16,) what it reads, after RMSNorm
    before: Vector  # (64,) after mlp_fc1
    hidden: Vector  # (64,) after ReLU: zero where a unit does not fire
    output: Vector  # (16,) after mlp_fc2


class Rest(msgspec.Struct, frozen=True):
    """The pass from the heads' outputs to the end, in the names of `Activations`."""

    attention_out: Vector
    after_attention: Vector
    mlp: Fired
    after_mlp: Vector
    logits: Vector


class Activations(msgspec.Struct, frozen=True):
    """One token at one position, from its embeddings to the logits of the token after it."""

    token: int  # what is read: 0 to 25 for a letter, 26 for BOS
    position: int  # 0 to 15
    token_embedding: Vector  # (16,) a row of wte
    position_embedding: Vector  # (16,) a row of wpe
    summed: Vector  # (16,)
    embedded: Vector  # (16,) after the first RMSNorm; the residual stream begins here
    attention_in: Vector  # (16,) after the second RMSNorm
    queries: tuple[Vector, ...]  # 4 heads of 4
    keys: tuple[Vector, ...]
    values: tuple[Vector, ...]
    looks: tuple[Look, ...]  # one a head
    attended: Vector  # (16,) the heads' outputs, one behind the other
    attention_out: Vector  # (16,) after attn_wo
    after_attention: Vector  # (16,) added to the residual stream
    mlp: Fired
    after_mlp: Vector  # (16,) added to the residual stream
    logits: Vector  # (27,)


@functools.lru_cache(maxsize=64)  # a slider asks again and again about the same name
def activations(name: str) -> tuple[Activations, ...]:
    """The pass over BOS and the letters of `name` (a-z), as far as the model's 16 positions go."""
    house.shipped_bot()
    tokens = [bot.BOS, *map(bot.LETTERS.index, name)][: bot.config["block_size"]]
    passes: list[Activations] = []
    for position, token in enumerate(tokens):
        passes.append(step(token, position, passes))
    return tuple(passes)


def step(
    token: int, position: int, past: Sequence[Activations], token_embedding: Sequence[float] = ()
) -> Activations:
    """One token, which looks back at the ones before it: they are the KV cache.

    Another `token_embedding` (16,) may stand in for the token's row of wte: a token that there is not.
    """
    house.shipped_bot()
    token_embedding = token_embedding or bot.state_dict["wte"][token]
    position_embedding = bot.state_dict["wpe"][position]
    summed = add(token_embedding, position_embedding)
    embedded = bot.rmsnorm(summed)
    attention_in = bot.rmsnorm(embedded)
    queries, keys, values = (
        heads(bot.linear(attention_in, bot.state_dict[f"layer0.attn_{name}"])) for name in ("wq", "wk", "wv")
    )
    looks = tuple(
        look_back(query, [*(p.keys[head] for p in past), key], [*(p.values[head] for p in past), value])
        for head, (query, key, value) in enumerate(zip(queries, keys, values, strict=True))
    )
    attended = tuple(number for look in looks for number in look.output)
    rest = finish(embedded, attended)
    return Activations(
        token,
        position,
        tuple(token_embedding),
        tuple(position_embedding),
        summed,
        tuple(embedded),
        tuple(attention_in),
        queries,
        keys,
        values,
        looks,
        attended,
        *msgspec.structs.astuple(rest),
    )


def heads(vector: Sequence[float]) -> tuple[Vector, ...]:
    """A vector (16,) as 4 heads of 4."""
    size = bot.config["head_dim"]
    return tuple(tuple(vector[start : start + size]) for start in range(0, len(vector), size))


def look_back(query: Sequence[float], keys: Sequence[Vector], values: Sequence[Vector]) -> Look:
    """One head: its query (4,) asks each of the T keys, and the answers blend the T values."""
    scores = [sum(map(mul, query, key)) / bot.config["head_dim"] ** 0.5 for key in keys]
    weights = bot.softmax(scores)
    return Look(tuple(scores), tuple(weights), tuple(bot.linear(weights, zip(*values, strict=True))))


def finish(embedded: Sequence[float], attended: Sequence[float]) -> Rest:
    """From the heads' outputs (16,) to the logits, beside the residual stream (16,)."""
    attention_out = bot.linear(attended, bot.state_dict["layer0.attn_wo"])
    after_attention = add(attention_out, embedded)
    mlp = fire(after_attention)
    after_mlp = add(mlp.output, after_attention)
    logits = bot.linear(after_mlp, bot.state_dict["lm_head"])
    return Rest(tuple(attention_out), after_attention, mlp, after_mlp, tuple(logits))


def fire(x: Sequence[float]) -> Fired:
    """The MLP on a residual stream x (16,), up to what it adds to it."""
    normed = bot.rmsnorm(x)
    before = bot.linear(normed, bot.state_dict["layer0.mlp_fc1"])
    hidden = [max(0.0, number) for number in before]
    output = bot.linear(hidden, bot.state_dict["layer0.mlp_fc2"])
    return Fired(tuple(normed), tuple(before), tuple(hidden), tuple(output))


def add(a: Sequence[float], b: Sequence[float]) -> Vector:
    """Both, number by number."""
    return tuple(x + y for x, y in zip(a, b, strict=True))
