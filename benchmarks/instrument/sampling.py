"""Ten draws for each of many prefixes at once: the bot's distribution, by the engine that is held to it."""

from collections.abc import Sequence

import numpy as np

from model.engine.engine import Engine, decode, encode

DRAWS = 10


def ten_draws(engine: Engine, prefixes: Sequence[str], rng: np.random.Generator) -> list[tuple[str, ...]]:
    """DRAWS names for each prefix of 1 to 16 letters, in the order of the prefixes.

    All rows grow in lock-step; a prefix joins when the rows have its length.
    """
    names = [""] * (DRAWS * len(prefixes))
    rows = np.empty((0, 1), dtype=np.uint8)
    owners = np.empty(0, dtype=np.intp)
    for length in range(1, engine.longest + 1):
        joining = [index for index, prefix in enumerate(prefixes) if len(prefix) == length]
        if joining:
            letters = np.repeat(encode([prefixes[index] for index in joining]), DRAWS, axis=0)
            first = DRAWS * np.repeat(np.array(joining), DRAWS)
            rows = np.concatenate([rows, letters])
            owners = np.concatenate([owners, first + np.tile(np.arange(DRAWS), len(joining))])
        ended = np.ones(len(rows), dtype=bool)
        if length < engine.longest:
            cumulative = engine.probabilities(rows).cumsum(axis=1)
            tokens = (cumulative[:, :-1] <= rng.random((len(rows), 1)) * cumulative[:, -1:]).sum(axis=1)
            ended = tokens == engine.end
        for owner, name in zip(owners[ended].tolist(), decode(rows[ended]), strict=True):
            names[owner] = name
        if length < engine.longest:
            rows = np.column_stack([rows[~ended], tokens[~ended].astype(np.uint8)])
            owners = owners[~ended]
    return [tuple(names[start : start + DRAWS]) for start in range(0, len(names), DRAWS)]
