"""How a prefix became a name: each letter with the probability that the model gave it."""

from collections.abc import Iterable

import msgspec
import numpy as np

from model.engine.engine import Engine, encode
from policies.automaton import LETTERS

END = "·"  # as the pages of the model show it
LIKELIEST = 3


class Step(msgspec.Struct, frozen=True):
    """One letter that was drawn, or the end of the name."""

    letter: str
    probability: float
    likeliest: tuple[str, ...]  # what the model would rather have said, or said as well


class Spelling(msgspec.Struct, frozen=True):
    """A name that was emitted, letter by letter behind its prefix; each step is one draw from the model."""

    prefix: str
    name: str
    steps: tuple[Step, ...]


def spell(engine: Engine, prefix: str, name: str) -> Spelling:
    """The steps from a prefix to a name that begins with it; a name of the longest length ends without one."""
    return Spelling(prefix, name, tuple(_steps(engine, prefix, name)))


def _steps(engine: Engine, prefix: str, name: str) -> Iterable[Step]:
    signs = LETTERS[: engine.end] + END
    for length in range(len(prefix), min(len(name) + 1, engine.longest)):
        row = engine.probabilities(encode([name[:length]]))[0]
        token = LETTERS.index(name[length]) if length < len(name) else engine.end
        first = np.argsort(-row, kind="stable")[:LIKELIEST].tolist()
        yield Step(signs[token], float(row[token]), tuple(signs[index] for index in first))
