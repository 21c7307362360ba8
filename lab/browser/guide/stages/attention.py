"""Attention: four heads look back at the tokens so far, through keys and values that are kept."""

from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Activations, Vector, activations, add, finish, look_back
from lab.browser.guide.origins import Origin, origin
from lab.browser.guide.stages.output import Expected, expected

Rows = tuple[Vector, ...]


class Attention(msgspec.Struct, frozen=True):
    """Whom each position attends to."""

    tokens: tuple[int, ...]  # (T,)
    heads: tuple[Rows, ...]  # of each head T rows; row t has t + 1 weights, which sum to 1
    origins: tuple[tuple[Origin, ...], ...]  # of each head T, one a row


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
    row_origins: dict[str, tuple[Origin, ...]]  # of keys and values, T each


class Kept(msgspec.Struct, frozen=True):
    """The KV cache after one more token."""

    tokens: tuple[int, ...]  # (T,)
    keys: tuple[Rows, ...]  # of each position 4 heads of 4
    values: tuple[Rows, ...]
    numbers: int  # kept in all
    kept: int  # rows of keys and values that were computed, each once
    anew: int  # rows that would have been computed, were nothing kept
    origins: dict[str, Origin]
    row_origins: dict[str, tuple[Origin, ...]]  # of keys and values, T each


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
    origins = tuple(
        tuple(origin(bot.softmax, logits=each.looks[head].scores) for each in passes) for head in range(count)
    )
    return Attention(tuple(each.token for each in passes), rows, origins)


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
            "scores": origin(look_back, query=asks, keys=keys),
            "weights": origin(bot.softmax, logits=looked.scores),
            "output": origin(bot.linear, x=looked.weights, w=list(zip(*values, strict=True))),
        },
        _of_rows(passes),
    )


def _of_rows(passes: Sequence[Activations]) -> dict[str, tuple[Origin, ...]]:
    """Where the keys and the values of each token come from."""
    return {
        made: tuple(origin(bot.linear, x=each.attention_in, w=f"layer0.{matrix}") for each in passes)
        for made, matrix in (("keys", "attn_wk"), ("values", "attn_wv"))
    }


def added(name: str, position: int) -> Added:
    """What the four heads bring back at `position`, and where it goes."""
    passes = activations(name)[: position + 1]
    here = passes[-1]
    return Added(
        here.attended,
        here.attention_out,
        here.embedded,
        here.after_attention,
        {
            "attended": blended(passes),
            "attention_out": origin(bot.linear, x=here.attended, w="layer0.attn_wo"),
            "embedded": origin(bot.rmsnorm, x=here.summed),
            "after_attention": origin(add, a=here.attention_out, b=here.embedded),
        },
    )


def blended(passes: Sequence[Activations]) -> Origin:
    """Where the outputs of the heads at the last of these positions come from."""
    keys, values = [each.keys for each in passes], [each.values for each in passes]
    return origin(look_back, query=passes[-1].queries, keys=keys, values=values)


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
        {"counts": origin(kept, name=name, position=position)},
        _of_rows(passes),
    )
