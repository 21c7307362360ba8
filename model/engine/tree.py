"""Many names at once: walk the tree of prefixes breadth first and split each prefix's *count*.

Of n names, how many go on with each letter is one multinomial draw with the model's probabilities. So n names cost
one forward pass a distinct prefix, not one a letter, and follow exactly the distribution of n single draws.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.engine.engine import Engine, Letters, decode

ROUND = 1 << 20  # names of one tree: it bounds the memory (about 150 MB), however many names are asked for
_FEW = 4  # up to so many draws from one row, single draws are quicker than a multinomial one
_ROWS = 1 << 15  # rows whose probabilities are held at once


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct names of one length and how often each was drawn."""

    letters: Letters  # (B, T)
    counts: NDArray[np.int64]  # (B,)


def count_names(engine: Engine, prefix: Letters, n: int, rng: np.random.Generator) -> Iterator[Counted]:
    """Draw n names that begin with `prefix` (T,), as distinct names with counts, shortest first."""
    names, counts = prefix[None, :], np.array([n], dtype=np.int64)
    while names.shape[1] < engine.longest and len(names):
        rows, tokens, split = split_counts(engine, names, counts, rng)
        ends = tokens == engine.end
        if ends.any():
            yield Counted(names[rows[ends]], split[ends])
        goes_on = ~ends
        names = np.column_stack([names[rows[goes_on]], tokens[goes_on]])
        counts = split[goes_on]
    if len(names):
        yield Counted(names, counts)


def sample_lines(engine: Engine, prefix: Letters, n: int, rng: np.random.Generator) -> Iterator[bytes]:
    """Draw n names that begin with `prefix` (T,): blocks of lines, in an order that is random too."""
    for start in range(0, n, ROUND):
        size = min(ROUND, n - start)
        # One row a name: its letters, a newline, and zeros that are left out when the rows are joined.
        lines = np.zeros((size, engine.longest + 1), dtype=np.uint8)
        filled = 0
        for counted in count_names(engine, prefix, size, rng):
            length = counted.letters.shape[1]
            repeated = np.repeat(counted.letters, counted.counts, axis=0)
            lines[filled : filled + len(repeated), :length] = repeated + ord("a")
            lines[filled : filled + len(repeated), length] = ord("\n")
            filled += len(repeated)
        lines = lines[rng.permutation(size)]
        yield lines[lines != 0].tobytes()


def count_lines(engine: Engine, prefix: Letters, n: int, rng: np.random.Generator) -> Iterator[bytes]:
    """Draw n names that begin with `prefix` (T,): lines of a count and a name, commonest first.

    All distinct names are in memory at once: a million draws have about 340,000.
    """
    pairs = [
        (count, name)
        for counted in count_names(engine, prefix, n, rng)
        for count, name in zip(counted.counts.tolist(), decode(counted.letters), strict=True)
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    for start in range(0, len(pairs), _ROWS):
        block = pairs[start : start + _ROWS]
        yield "".join(f"{count:>9} {name}\n" for count, name in block).encode()


def split_counts(
    engine: Engine, names: Letters, counts: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.uint8], NDArray[np.int64]]:
    """Split each row's count over the next tokens: (rows, tokens, counts), one entry a pair that was drawn."""
    parts = []
    for start in range(0, max(1, len(names)), _ROWS):  # of no rows, one empty part
        probabilities = engine.probabilities(names[start : start + _ROWS])
        here = counts[start : start + _ROWS]
        few, many = np.flatnonzero(here <= _FEW), np.flatnonzero(here > _FEW)
        rows = np.repeat(few, here[few])
        cumulative = probabilities.cumsum(axis=1)[rows]
        targets = rng.random(len(rows)) * cumulative[:, -1]
        drawn = (cumulative[:, :-1] <= targets[:, None]).sum(axis=1)
        pairs, times = np.unique(rows * (engine.end + 1) + drawn, return_counts=True)
        parts.append((start + pairs // (engine.end + 1), pairs % (engine.end + 1), times))
        split = rng.multinomial(here[many], probabilities[many])
        rows, tokens = np.nonzero(split)
        parts.append((start + many[rows], tokens, split[rows, tokens]))
    rows, tokens, times = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return rows, tokens.astype(np.uint8), times
