"""Attention: four heads look back at the tokens so far, through keys and values that are kept."""

from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Vector, activations, add, finish, look_back
from lab.browser.guide.origins import Origin, origin
from lab.browser.guide.stages.output import Expected, expected

Rows = tuple[Vector, ...]


class Attention(msgspec.Struct, frozen=True):
    """Whom each position attends to."""

    tokens: tuple[int, ...]  # (T,)
    heads: tuple[Rows, ...]  # of each head T rows; row t has t + 1 weights, which sum to 1
    origins: dict[str, Origin]


class Looking(msgspec.Struct, frozen=True):
    """One head at one position: everything from the query to what it adds to the residual stream."""

    tokens: tuple[int, ...]  # (T,) the one that asks is the last
    query: Vector  # (4,)
    keys: Rows  # (T, 4)
    values: Rows  # (T, 4)
    scores: Vector  # (T,)
    weights: Vector  # (T,)
    output: Vector  # (4,)
    next: Expected  # what the whole model then expects
    origins: dict[str, Origin]


class Kept(msgspec.Struct, frozen=True):
    """The KV cache after one more token."""

    tokens: tuple[int, ...]  # (T,)
    keys: tuple[Rows, ...]  # of each position 4 heads of 4
    values: tuple[Rows, ...]
    numbers: int  # kept in all
    kept: int  # rows of keys and values that were computed, each once
    anew: int  # rows that would have been computed, were nothing kept
    origins: dict[str, Origin]


class Added(msgspec.Struct, frozen=True):
    """The heads together: what they bring, mixed and added to the residual stream."""

    attended: Vector  # (16,) the four outputs, one behind the other
    attention_out: Vector  # (16,) mixed by attn_wo
    embedded: Vector  # (16,) the residual stream before
    after_attention: Vector  # (16,) the sum of the last two
    origins: dict[str, Origin]


def attention(name: str) -> Attention:
    """Each head's weights for every position of `name`."""
    passes = activations(name)
    count = len(passes[0].looks)
    rows = tuple(tuple(each.looks[head].weights for each in passes) for head in range(count))
    weights = origin(bot.softmax, logits="the scores of the row")
    return Attention(tuple(each.token for each in passes), rows, {"weights": weights})


def look(name: str, position: int, head: int, query: Sequence[float] = ()) -> Looking:
    """What a head sees from `position`; another `query` (4,) may stand in for the model's own.

    Its output then goes the real way, with those of the other heads: attn_wo, the residual stream, MLP, lm_head.
    """
    passes = activations(name)[: position + 1]
    here = passes[-1]
    keys, values = tuple(each.keys[head] for each in passes), tuple(each.values[head] for each in passes)
    asks = query or here.queries[head]
    looked = look_back(asks, keys, values)
    outputs = [other.output for other in here.looks]
    outputs[head] = looked.output
    rest = finish(here.embedded, [number for output in outputs for number in output])
    return Looking(
        tuple(each.token for each in passes),
        tuple(asks),
        keys,
        values,
        looked.scores,
        looked.weights,
        looked.output,
        expected(rest.after_mlp, 1.0),
        {
            "query": origin(look, query=query)
            if query
            else origin(bot.linear, x=here.attention_in, w="layer0.attn_wq"),
            "keys": origin(bot.linear, x="the vector of each token", w="layer0.attn_wk"),
            "values": origin(bot.linear, x="the vector of each token", w="layer0.attn_wv"),
            "scores": origin(look_back, query=asks, keys="those of the head"),
            "weights": origin(bot.softmax, logits=looked.scores),
            "output": origin(bot.linear, x=looked.weights, w="the values, number by number"),
        },
    )


def added(name: str, position: int) -> Added:
    """What the four heads bring back at `position`, and where it goes."""
    here = activations(name)[position]
    return Added(
        here.attended,
        here.attention_out,
        here.embedded,
        here.after_attention,
        {
            "attended": origin(look_back, query="of each head", keys="of each head", values="of each head"),
            "attention_out": origin(bot.linear, x=here.attended, w="layer0.attn_wo"),
            "embedded": origin(bot.rmsnorm, x=here.summed),
            "after_attention": origin(add, a=here.attention_out, b=here.embedded),
        },
    )


def kept(name: str, position: int) -> Kept:
    """The KV cache when the token at `position` has been read."""
    passes = activations(name)[: position + 1]
    keys, values = tuple(each.keys for each in passes), tuple(each.values for each in passes)
    numbers = sum(len(head) for rows in (keys, values) for heads in rows for head in heads)
    return Kept(
        tuple(each.token for each in passes),
        keys,
        values,
        numbers,
        2 * len(passes),
        sum(2 * (place + 1) for place in range(len(passes))),
        {
            "keys": origin(bot.linear, x="the vector of each token", w="layer0.attn_wk"),
            "values": origin(bot.linear, x="the vector of each token", w="layer0.attn_wv"),
            "counts": origin(kept, name=name, position=position),
        },
    )
