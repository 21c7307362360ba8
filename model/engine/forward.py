"""The GPT over many names at once, in float64.

Arrays are (features, N): one column for each of the N training positions of a batch, so `linear` is `w @ x`.
The columns stand position by position, and within a position the longest names come first, so the names that
are still alive at position t are its first `alive[t]` columns, and nothing is padded or masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engine.batch import Batch, Documents, pack
from model.sizes import CONFIG

Floats = NDArray[np.float64]
Tensors = Mapping[str, Floats]

EPS = 1e-5  # of RMSNorm
CHUNK = 1024  # names a pass when the whole data set is read: its arrays stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Trace:
    """What the forward pass leaves for the backward pass; every array is (features, N) unless said."""

    embedded: Floats  # after the first RMSNorm
    embedded_scale: Floats  # (N,)
    attention_in: Floats
    attention_scale: Floats  # (N,)
    queries: Floats
    keys: Floats  # (n_head, head_dim, T, names), zero where a name has ended
    values: Floats  # (n_head, head_dim, T, names)
    attention: list[Floats]  # for each t (n_head, t + 1, alive[t])
    attended: Floats
    mlp_in: Floats
    mlp_scale: Floats  # (N,)
    hidden: Floats  # after ReLU
    final: Floats
    logits: Floats  # (vocab_size, N)
    probabilities: Floats  # (vocab_size, N)


def forward(tensors: Tensors, batch: Batch, n_head: int = CONFIG.n_head) -> Trace:
    """Run the model on every position of a batch."""
    positions = np.repeat(np.arange(len(batch.alive)), batch.alive)
    x = tensors["wte"].T[:, batch.tokens] + tensors["wpe"].T[:, positions]
    embedded, embedded_scale = _rmsnorm(x)
    attention_in, attention_scale = _rmsnorm(embedded)
    queries = tensors["layer0.attn_wq"] @ attention_in
    keys = _by_position(tensors["layer0.attn_wk"] @ attention_in, batch, n_head)
    values = _by_position(tensors["layer0.attn_wv"] @ attention_in, batch, n_head)
    attention, attended = _attend(queries, keys, values, batch)
    x = embedded + tensors["layer0.attn_wo"] @ attended
    mlp_in, mlp_scale = _rmsnorm(x)
    hidden = np.maximum(tensors["layer0.mlp_fc1"] @ mlp_in, 0.0)
    final = x + tensors["layer0.mlp_fc2"] @ hidden
    logits = tensors["lm_head"] @ final
    return Trace(
        embedded, embedded_scale, attention_in, attention_scale, queries, keys, values, attention, attended,
        mlp_in, mlp_scale, hidden, final, logits, softmax(logits),
    )  # fmt: skip


def losses(trace: Trace, batch: Batch) -> Floats:
    """-ln p of what follows at each position (N,), in nats."""
    return -np.log(trace.probabilities[batch.targets, np.arange(len(batch.targets))])


def whole_loss(tensors: Tensors, documents: Documents, n_head: int = CONFIG.n_head) -> float:
    """The mean of -ln p over every position of every document, in nats."""
    total, positions = 0.0, 0
    for first in range(0, len(documents.lengths), CHUNK):
        batch = pack(documents, np.arange(first, min(first + CHUNK, len(documents.lengths))))
        total += float(losses(forward(tensors, batch, n_head), batch).sum())
        positions += len(batch.tokens)
    return total / positions


def softmax(x: Floats) -> Floats:
    """exp(x) / sum(exp(x)) along the axis before the last: over tokens, or over the past."""
    result: Floats = np.exp(x - x.max(axis=-2, keepdims=True))
    result /= result.sum(axis=-2, keepdims=True)
    return result


def _rmsnorm(x: Floats) -> tuple[Floats, Floats]:
    """x / sqrt(mean(x^2) + eps) for each column, and the factor (N,)."""
    scale: Floats = 1.0 / np.sqrt(np.einsum("en,en->n", x, x) / len(x) + EPS)
    return x * scale, scale


def _by_position(x: Floats, batch: Batch, n_head: int) -> Floats:
    """Columns as (n_head, head_dim, T, names), so that the past of position t is one slice."""
    spread = np.zeros((len(x), len(batch.alive), batch.alive[0]))
    for t, (start, count) in enumerate(zip(batch.starts, batch.alive, strict=True)):
        spread[:, t, :count] = x[:, start : start + count]
    return spread.reshape(n_head, -1, len(batch.alive), batch.alive[0])


def _attend(queries: Floats, keys: Floats, values: Floats, batch: Batch) -> tuple[list[Floats], Floats]:
    """Causal attention: softmax(q k / sqrt(head_dim)) v, each position over itself and those before it."""
    n_head, head_dim = keys.shape[:2]
    attention, attended = [], np.empty_like(queries)
    for t, (start, count) in enumerate(zip(batch.starts, batch.alive, strict=True)):
        here = slice(start, start + count)
        q = queries[:, here].reshape(n_head, head_dim, count)
        scores = np.einsum("hdn,hdsn->hsn", q, keys[:, :, : t + 1, :count]) / np.sqrt(head_dim)
        weights = softmax(scores)
        attended[:, here] = np.einsum("hsn,hdsn->hdn", weights, values[:, :, : t + 1, :count]).reshape(
            -1, count
        )
        attention.append(weights)
    return attention, attended
