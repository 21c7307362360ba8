"""Attention: four heads look back at the tokens so far, through keys and values that are kept."""

from collections.abc import Sequence

import msgspec

from lab.browser.guide.activations import Vector, activations, finish, look_back
from lab.browser.guide.stages.output import Expected, expected

Rows = tuple[Vector, ...]


class Attention(msgspec.Struct, frozen=True):
    """Whom each position attends to."""

    tokens: tuple[int, ...]  # (T,)
    heads: tuple[Rows, ...]  # of each head T rows; row t has t + 1 weights, which sum to 1


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


class Kept(msgspec.Struct, frozen=True):
    """The KV cache after one more token."""

    tokens: tuple[int, ...]  # (T,)
    keys: tuple[Rows, ...]  # of each position 4 heads of 4
    values: tuple[Rows, ...]
    numbers: int  # kept in all
    kept: int  # rows of keys and values that were computed, each once
    anew: int  # rows that would have been computed, were nothing kept


class Added(msgspec.Struct, frozen=True):
    """The heads together: what they bring, mixed and added to the residual stream."""

    attended: Vector  # (16,) the four outputs, one behind the other
    attention_out: Vector  # (16,) mixed by attn_wo
    embedded: Vector  # (16,) the residual stream before
    after_attention: Vector  # (16,) the sum of the last two


def attention(name: str) -> Attention:
    """Each head's weights for every position of `name`."""
    passes = activations(name)
    count = len(passes[0].looks)
    rows = tuple(tuple(each.looks[head].weights for each in passes) for head in range(count))
    return Attention(tuple(each.token for each in passes), rows)


def look(name: str, position: int, head: int, query: Sequence[float] = ()) -> Looking:
    """What a head sees from `position`; another `query` (4,) may stand in for the model's own.

    Its output then goes the real way, with those of the other heads: attn_wo, the residual stream, MLP, lm_head.
    """
    passes = activations(name)[: position + 1]
    here = passes[-1]
    keys, values = tuple(each.keys[head] for each in passes), tuple(each.values[head] for each in passes)
    query = query or here.queries[head]
    looked = look_back(query, keys, values)
    outputs = [other.output for other in here.looks]
    outputs[head] = looked.output
    rest = finish(here.embedded, [number for output in outputs for number in output])
    return Looking(
        tuple(each.token for each in passes),
        tuple(query),
        keys,
        values,
        looked.scores,
        looked.weights,
        looked.output,
        expected(rest.logits, 1.0),
    )


def added(name: str, position: int) -> Added:
    """What the four heads bring back at `position`, and where it goes."""
    here = activations(name)[position]
    return Added(here.attended, here.attention_out, here.embedded, here.after_attention)


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
    )
