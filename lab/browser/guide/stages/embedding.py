"""Embeddings and RMSNorm: a token and its position become one vector, of one size."""

import math
from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Vector, activations, add, step
from lab.browser.guide.origins import Origin, origin
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
    origins: dict[str, Origin]


class Embedded(msgspec.Struct, frozen=True):
    """A token at a position as a vector, and what the model makes of it."""

    token: int
    position: int
    token_embedding: Vector  # (16,) a row of wte
    position_embedding: Vector  # (16,) a row of wpe
    norm: Normed  # of their sum
    next: Expected
    origins: dict[str, Origin]


def embed(name: str, position: int, token: int, token_embedding: Sequence[float] = ()) -> Embedded:
    """Read `token` at `position`, behind what of `name` comes before; another embedding may stand in for its row."""
    here = step(token, position, activations(name)[:position], token_embedding)
    return Embedded(
        token,
        position,
        here.token_embedding,
        here.position_embedding,
        normalise(here.summed),
        expected(here.after_mlp, 1.0),
        {
            "token_embedding": origin(embed, token_embedding=token_embedding)
            if token_embedding
            else origin(bot.load_model, matrix="wte", row=token),
            "position_embedding": origin(bot.load_model, matrix="wpe", row=position),
            "summed": origin(add, a=here.token_embedding, b=here.position_embedding),
        },
    )


def stretch(name: str, position: int, factor: float) -> Normed:
    """RMSNorm of the summed embeddings, made `factor` times as long before."""
    made = normalise([number * factor for number in activations(name)[position].summed])
    vector = origin(stretch, summed=activations(name)[position].summed, factor=factor)
    return msgspec.structs.replace(made, origins={**made.origins, "vector": vector})


def normalise(vector: Sequence[float]) -> Normed:
    """RMSNorm (Zhang and Sennrich, 2019) of a vector (16,), by bot.rmsnorm, with what it computes on the way."""
    squares = square(vector)
    mean_square = mean(squares)
    normed = tuple(bot.rmsnorm(vector))
    return Normed(
        tuple(vector),
        squares,
        mean_square,
        scale(mean_square),
        normed,
        size(normed),
        {
            "squares": origin(square, vector=vector),
            "mean_square": origin(mean, numbers=squares),
            "scale": origin(scale, mean_square=mean_square, EPS=EPS),
            "normed": origin(bot.rmsnorm, x=vector),
            "size": origin(size, vector=normed),
        },
    )


def square(vector: Sequence[float]) -> Vector:
    return tuple(number * number for number in vector)


def mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def scale(mean_square: float) -> float:
    """What RMSNorm multiplies a vector by."""
    return 1 / math.sqrt(mean_square + EPS)


def size(vector: Sequence[float]) -> float:
    """The root of the mean square."""
    return math.sqrt(mean(square(vector)))
