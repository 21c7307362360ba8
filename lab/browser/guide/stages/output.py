"""Output: 27 logits, the probabilities that a temperature makes of them, and how undecided they are."""

import math
from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser.guide.activations import Vector, activations

LIMIT = math.log2(bot.config["vocab_size"])  # bits: all tokens equally likely
TEMPERATURES = tuple(step / 20 for step in range(2, 61))  # 0.1 to 3.0, where the curve is drawn


class Expected(msgspec.Struct, frozen=True):
    """What the model expects next, at a temperature."""

    temperature: float
    logits: Vector  # (27,)
    probabilities: Vector  # (27,) softmax of logits / temperature
    entropy: float  # bits
    limit: float  # bits, log2 27
    likeliest: tuple[int, ...]  # tokens, the likeliest first


class Output(msgspec.Struct, frozen=True):
    """What the model expects after a part of the name, and what it thinks of what comes."""

    expected: Expected
    follows: int | None  # the token that does come; None where the model's positions end
    probability: float | None  # of it, at the temperature
    loss: float | None  # nats, -ln of its probability at temperature 1, as in training


class Curve(msgspec.Struct, frozen=True):
    """The entropy at many temperatures."""

    temperatures: Vector
    entropies: Vector  # bits
    limit: float  # bits


def output(name: str, position: int, temperature: float) -> Output:
    """What is expected after the token at `position` of `name`."""
    passes = activations(name)
    logits = passes[position].logits
    now = expected(logits, temperature)
    if position + 1 < len(passes):
        follows = passes[position + 1].token
    elif position == len(name):
        follows = bot.BOS
    else:
        return Output(now, None, None, None)
    return Output(now, follows, now.probabilities[follows], -math.log(bot.softmax(logits)[follows]))


def entropies(name: str, position: int) -> Curve:
    """How the entropy goes from near 0 towards log2 27 as the temperature rises."""
    logits = activations(name)[position].logits
    return Curve(TEMPERATURES, tuple(expected(logits, t).entropy for t in TEMPERATURES), LIMIT)


def expected(logits: Sequence[float], temperature: float) -> Expected:
    """softmax(logits / temperature), as the bot samples from it."""
    probabilities = bot.softmax([logit / temperature for logit in logits])
    likeliest = tuple(sorted(range(len(logits)), key=lambda token: -logits[token]))
    return Expected(
        temperature, tuple(logits), tuple(probabilities), entropy(probabilities), LIMIT, likeliest
    )


def entropy(probabilities: Sequence[float]) -> float:
    """-sum(p log2 p), in bits (Shannon, 1948)."""
    return sum(-p * math.log2(p) for p in probabilities if p > 0)
