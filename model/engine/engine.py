"""The same model in batches: what may follow many prefixes at once, with NumPy in float64.

The model has one layer, so the key and the value of a token depend on nothing but the token and its position.
All that attention can ever see is therefore a table: for a query (token, position) and a key (token, position),
each head's unnormalised weight `exp(q.k / sqrt(head_dim))` and that weight times the value. A prefix of T letters
costs T look-ups and five small matrix products; there is no cache to carry, and rows need not share anything.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.weights import Weights

TEMPERATURE = 0.7  # the bot's
_ROWS = 1024  # rows of one pass: its arrays then stay in a core's cache

Letters = NDArray[np.uint8]
"""(B, T): B prefixes of T letters each, a-z as 0-25."""


def encode(names: Sequence[str]) -> Letters:
    """Names of one length T, a-z only, as an array (B, T) of tokens. Raises ValueError for any other names."""
    length = len(names[0]) if names else 0
    text = "".join(names)
    if any(len(name) != length for name in names) or not all("a" <= letter <= "z" for letter in text):
        raise ValueError("names to encode must have one length and the letters a-z only")
    return (np.frombuffer(text.encode(), dtype=np.uint8) - ord("a")).reshape(len(names), length)


def decode(letters: Letters) -> list[str]:
    """The names that rows of tokens (B, T) stand for."""
    count, length = letters.shape
    text = (letters + ord("a")).tobytes().decode()
    return [text[row * length : (row + 1) * length] for row in range(count)]


class Engine:
    """Next-token distributions of a model at one temperature; its tables take 16 MB and 40 ms to make."""

    def __init__(self, weights: Weights, temperature: float = TEMPERATURE) -> None:
        """Raises ValueError for a temperature that is not a positive number."""
        if not 0 < temperature < float("inf"):
            raise ValueError(f"temperature must be a positive number, not {temperature}")
        config, tensors = weights.config, weights.tensors
        self.end = config.BOS  # the token that ends a name
        self.longest = config.block_size  # letters of a name: the last is drawn after BOS and all but one
        self._heads = (config.n_head, config.head_dim + 1)  # a weighted value and, last, the weight itself
        self._x, self._alone, self._seen = _attention_tables(weights)
        self._wo = np.ascontiguousarray(tensors["layer0.attn_wo"].T)
        self._fc1 = np.ascontiguousarray(tensors["layer0.mlp_fc1"].T)
        # The last two products are linear and follow each other, so they are one.
        head = tensors["lm_head"] / temperature
        self._head = np.ascontiguousarray(head.T)
        self._fc2_head = np.ascontiguousarray((head @ tensors["layer0.mlp_fc2"]).T)

    def logits(self, prefixes: Letters) -> NDArray[np.float64]:
        """Logits over temperature, (B, 27), of the token after each prefix (B, T). T may be 0 to 15."""
        rows, length = prefixes.shape
        if length >= self.longest:
            raise ValueError(f"a prefix of {length} letters is a whole name; nothing follows it")
        logits = np.empty((rows, self.end + 1))
        for start in range(0, rows, _ROWS):
            logits[start : start + _ROWS] = self._chunk(prefixes[start : start + _ROWS])
        return logits

    def probabilities(self, prefixes: Letters) -> NDArray[np.float64]:
        """P(token | prefix), (B, 27), for prefixes (B, T); each row sums to 1."""
        logits = self.logits(prefixes)
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return logits

    def _chunk(self, prefixes: Letters) -> NDArray[np.float64]:
        """The logits of a few rows. B: rows, T: letters, H: 4 heads, D: 4 numbers a head, C = H * D = 16."""
        rows, length = prefixes.shape
        last = prefixes[:, -1].astype(np.intp) if length else np.full(rows, self.end)  # (B,)
        # Attention: what the last token gets from BOS and from itself, then from each letter before it.
        seen = self._alone[length].take(last, axis=0)  # (B, H * (D + 1))
        pair = last * (self.end + 1)
        for position, table in enumerate(self._seen[length]):
            seen += table.take(pair + prefixes[:, position], axis=0)
        heads = seen.reshape(rows, *self._heads)  # (B, H, D + 1)
        heads = heads[..., :-1] / heads[..., -1:]  # (B, H, D + 1) -> (B, H, D): the weights sum to 1
        x = heads.reshape(rows, -1) @ self._wo  # (B, C) @ (C, C) -> (B, C)
        x += self._x[length].take(last, axis=0)  # the residual
        # MLP. ReLU passes a positive factor through: RMSNorm's scale may come after the product.
        hidden = np.maximum(x @ self._fc1, 0.0)  # (B, C) @ (C, 4 * C) -> (B, 4 * C)
        hidden *= _rms_scale(x)
        logits: NDArray[np.float64] = x @ self._head  # the residual: (B, C) @ (C, 27) -> (B, 27)
        logits += hidden @ self._fc2_head  # (B, 4 * C) @ (4 * C, 27) -> (B, 27)
        return logits


def _rms_scale(x: NDArray[np.float64]) -> NDArray[np.float64]:
    scale: NDArray[np.float64] = ((x * x).mean(axis=-1, keepdims=True) + 1e-5) ** -0.5
    return scale


def _attention_tables(
    weights: Weights,
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]], list[list[NDArray[np.float64]]]]:
    """All that attention can see, for a query at each position T.

    x (16, 27, 16): the residual stream before attention, by position and token;
    alone [T] (27, 20): by query token, what it gets from BOS at position 0 and from itself;
    seen [T] [s] (27 * 27, 20): by query token and key token, what it gets from letter s, at position s + 1.
    The 20 are, for each head, weight times value (4) and weight (1).
    """
    config, tensors = weights.config, weights.tensors
    positions, vocabulary = config.block_size, config.vocab_size
    x = tensors["wte"] + tensors["wpe"][:, None]
    x *= _rms_scale(x)
    normed = x * _rms_scale(x)
    query, key, value = (
        (normed @ tensors[f"layer0.attn_{name}"].T).reshape(positions, vocabulary, config.n_head, -1)
        for name in ("wq", "wk", "wv")
    )
    value_and_one = np.concatenate([value, np.ones((*value.shape[:-1], 1))], axis=-1)
    alone, seen = [], []
    for t in range(positions):
        scores = np.einsum("qhd,skhd->qskh", query[t], key[: t + 1]) / config.head_dim**0.5
        # Softmax does not see a shift; subtracting each query's largest score keeps exp from overflowing.
        weight = np.exp(scores - scores.max(axis=(1, 2), keepdims=True))
        weighted = (weight[..., None] * value_and_one[: t + 1]).reshape(vocabulary, t + 1, vocabulary, -1)
        own = weighted[:, 0, config.BOS]
        if t:
            own = own + weighted[np.arange(vocabulary), t, np.arange(vocabulary)]
        alone.append(own)
        seen.append([weighted[:, s].reshape(vocabulary**2, -1) for s in range(1, t)])
    return x, alone, seen
