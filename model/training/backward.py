"""The gradients of the GPT, derived by hand; `model.engine.forward` says how the arrays lie."""

import numpy as np

from model.engine.batch import Batch
from model.engine.forward import Floats, Tensors, Trace


def backward(tensors: Tensors, batch: Batch, trace: Trace) -> dict[str, Floats]:
    """The gradient of the mean loss over the batch's positions with respect to each tensor."""
    gradients: dict[str, Floats] = {}

    def through(name: str, below: Floats, d_above: Floats) -> Floats:
        """Back through `above = tensors[name] @ below`."""
        gradients[name] = d_above @ below.T
        return tensors[name].T @ d_above

    columns = np.arange(len(batch.targets))
    d_logits = trace.probabilities.copy()
    d_logits[batch.targets, columns] -= 1.0
    d_logits /= len(columns)
    d_x = through("lm_head", trace.final, d_logits)
    d_hidden = through("layer0.mlp_fc2", trace.hidden, d_x)
    d_hidden *= trace.hidden > 0.0
    d_x += _rmsnorm_back(through("layer0.mlp_fc1", trace.mlp_in, d_hidden), trace.mlp_in, trace.mlp_scale)
    d_attended = through("layer0.attn_wo", trace.attended, d_x)
    d_queries, d_keys, d_values = _attend_back(d_attended, trace, batch)
    d_in = through("layer0.attn_wq", trace.attention_in, d_queries)
    d_in += through("layer0.attn_wk", trace.attention_in, d_keys)
    d_in += through("layer0.attn_wv", trace.attention_in, d_values)
    d_x += _rmsnorm_back(d_in, trace.attention_in, trace.attention_scale)
    d_x = _rmsnorm_back(d_x, trace.embedded, trace.embedded_scale)
    one_hot = np.zeros((len(tensors["wte"]), len(columns)))
    one_hot[batch.tokens, columns] = 1.0
    gradients["wte"] = one_hot @ d_x.T
    gradients["wpe"] = np.zeros_like(tensors["wpe"])
    gradients["wpe"][: len(batch.alive)] = np.add.reduceat(d_x, batch.starts, axis=1).T
    return gradients


def _rmsnorm_back(d_y: Floats, y: Floats, scale: Floats) -> Floats:
    """With y = x * scale: dx = scale * (dy - y * mean(dy * y))."""
    mean = np.einsum("en,en->n", d_y, y) / len(y)
    result: Floats = scale * (d_y - y * mean)
    return result


def _attend_back(d_attended: Floats, trace: Trace, batch: Batch) -> tuple[Floats, Floats, Floats]:
    """The gradients of queries, keys and values, each (features, N)."""
    n_head, head_dim = trace.keys.shape[:2]
    d_queries = np.empty_like(trace.queries)
    d_keys, d_values = np.zeros_like(trace.keys), np.zeros_like(trace.values)
    for t, (start, count) in enumerate(zip(batch.starts, batch.alive, strict=True)):
        here = slice(start, start + count)
        past = np.s_[:, :, : t + 1, :count]
        weights = trace.attention[t]
        d_out = d_attended[:, here].reshape(n_head, head_dim, count)
        q = trace.queries[:, here].reshape(n_head, head_dim, count)
        d_values[past] += weights[:, None] * d_out[:, :, None]
        d_weights = np.einsum("hdn,hdsn->hsn", d_out, trace.values[past])
        d_scores = (
            weights * (d_weights - (weights * d_weights).sum(axis=1, keepdims=True)) / np.sqrt(head_dim)
        )
        d_queries[:, here] = np.einsum("hsn,hdsn->hdn", d_scores, trace.keys[past]).reshape(-1, count)
        d_keys[past] += d_scores[:, None] * q[:, :, None]
    return d_queries, _as_columns(d_keys, batch), _as_columns(d_values, batch)


def _as_columns(spread: Floats, batch: Batch) -> Floats:
    """The inverse of `_by_position`."""
    flat = spread.reshape(-1, *spread.shape[2:])
    return np.concatenate([flat[:, t, :count] for t, count in enumerate(batch.alive)], axis=1)
