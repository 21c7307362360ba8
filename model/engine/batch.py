"""Names as tokens, and the columns that the forward pass works on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from model.sizes import CONFIG

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Documents:
    """Tokenised names: `tokens` (D, longest + 2), BOS + letters + BOS, and `lengths` (D,) in positions."""

    tokens: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True)
class Batch:
    """N positions of some names: what is read (N,), what follows (N,), and how many names live at each t."""

    tokens: Ints
    targets: Ints
    alive: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The first column of each position."""
        return (0, *accumulate(self.alive[:-1]))


def encode(names: Sequence[str]) -> Documents:
    """Tokens of the names: a..z = 0..25, BOS = 26 on both sides and as filling."""
    lengths = np.array([len(name) + 1 for name in names])
    tokens = np.full((len(names), int(lengths.max()) + 1), CONFIG.BOS)
    letters = np.frombuffer("".join(names).encode("ascii"), dtype=np.uint8) - ord("a")
    tokens[:, 1:][np.arange(tokens.shape[1] - 1) < lengths[:, None] - 1] = letters
    return Documents(tokens, lengths)


def pack(documents: Documents, chosen: Ints) -> Batch:
    """The positions of the `chosen` documents, the longest first."""
    lengths = documents.lengths[chosen]
    order = np.argsort(-lengths, kind="stable")
    rows, lengths = documents.tokens[chosen[order]], lengths[order]
    alive = tuple(int(np.count_nonzero(lengths > t)) for t in range(int(lengths[0])))
    tokens = np.concatenate([rows[:count, t] for t, count in enumerate(alive)])
    targets = np.concatenate([rows[:count, t + 1] for t, count in enumerate(alive)])
    return Batch(tokens, targets, alive)


def one_name(tokens: Sequence[int]) -> Batch:
    """The positions of a single document: every token but the last is read, and the next one follows."""
    return Batch(np.array(tokens[:-1]), np.array(tokens[1:]), (1,) * (len(tokens) - 1))
