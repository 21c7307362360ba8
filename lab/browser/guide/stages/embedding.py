"""Embeddings and RMSNorm: a token and its position become one vector, of one size."""

from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Vector, activations, step
from lab.browser.guide.stages.output import Expected, expected

EPS = 1e-5  # of bot.rmsnorm: a vector of zeros stays one


class Normed(msgspec.Struct, frozen=True):
    """RMSNorm step by step."""

    vector: Vector  # (16,) what comes in
    squares: Vector  # (16,)
    mean_square: float
    scale: float  # 1 / sqrt(mean_square + EPS)
    normed: Vector  # (16,) the vector times the scale
    size: float  # the root of the mean square of what comes out


class Embedded(msgspec.Struct, frozen=True):
    """A token at a position as a vector, and what the model makes of it."""

    token: int
    position: int
    token_embedding: Vector  # (16,) a row of wte
    position_embedding: Vector  # (16,) a row of wpe
    norm: Normed  # of their sum
    next: Expected


def embed(name: str, position: int, token: int, token_embedding: Sequence[float] = ()) -> Embedded:
    """Read `token` at `position`, behind what of `name` comes before; another embedding may stand in for its row."""
    here = step(token, position, activations(name)[:position], token_embedding)
    return Embedded(
        token,
        position,
        here.token_embedding,
        here.position_embedding,
        normalise(here.summed),
        expected(here.logits, 1.0),
    )


def stretch(name: str, position: int, factor: float) -> Normed:
    """RMSNorm of the summed embeddings, made `factor` times as long before."""
    return normalise([number * factor for number in activations(name)[position].summed])


def normalise(vector: Sequence[float]) -> Normed:
    """RMSNorm (Zhang and Sennrich, 2019) of a vector (16,), by bot.rmsnorm, with what it computes on the way."""
    squares = tuple(number * number for number in vector)
    mean_square = mean(squares)
    normed = tuple(bot.rmsnorm(vector))
    size = mean([number * number for number in normed]) ** 0.5
    return Normed(tuple(vector), squares, mean_square, (mean_square + EPS) ** -0.5, normed, size)


def mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
