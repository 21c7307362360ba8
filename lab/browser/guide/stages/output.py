"""Output: 27 logits, the probabilities that a temperature makes of them, and how undecided they are."""

import math
from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser import house
from lab.browser.guide.activations import Vector, activations
from lab.browser.guide.origins import Origin, origin

LIMIT = math.log2(bot.config["vocab_size"])  # bits: all tokens equally likely
TEMPERATURES = tuple(step / 20 for step in range(1, 61))  # 0.05 to 3.0, where the curve is drawn


class Expected(msgspec.Struct, frozen=True):
    """What the model expects next, at a temperature."""

    temperature: float
    logits: Vector  # (27,)
    probabilities: Vector  # (27,) softmax of logits / temperature
    entropy: float  # bits
    limit: float  # bits, log2 27
    likeliest: tuple[int, ...]  # tokens, the likeliest first
    origins: dict[str, Origin]


class Output(msgspec.Struct, frozen=True):
    """What the model expects after a part of the name, and what it thinks of what comes."""

    expected: Expected
    follows: int | None  # the token that does come; None where the model's positions end
    probability: float | None  # of it, at the temperature
    loss: float | None  # nats, -ln of its probability at temperature 1, as in training
    origins: dict[str, Origin]


class Curve(msgspec.Struct, frozen=True):
    """The entropy at many temperatures."""

    temperatures: Vector
    entropies: Vector  # bits
    limit: float  # bits


def output(name: str, position: int, temperature: float) -> Output:
    """What is expected after the token at `position` of `name`."""
    passes = activations(name)
    now = expected(passes[position].after_mlp, temperature)
    if position + 1 < len(passes):
        follows = passes[position + 1].token
    elif position == len(name):
        follows = bot.BOS
    else:
        return Output(now, None, None, None, {})
    learned = bot.softmax(now.logits)[follows]
    origins = {"probability": now.origins["probabilities"], "loss": origin(math.log, x=learned)}
    return Output(now, follows, now.probabilities[follows], -math.log(learned), origins)


def entropies(name: str, position: int) -> Curve:
    """How the entropy goes from near 0 towards log2 27 as the temperature rises."""
    logits = activations(name)[position].logits
    drawn = (entropy(bot.softmax([logit / temperature for logit in logits])) for temperature in TEMPERATURES)
    return Curve(TEMPERATURES, tuple(drawn), LIMIT)


def expected(after: Sequence[float], temperature: float) -> Expected:
    """softmax(logits / temperature), as the bot samples from it, at the end of a residual stream (16,)."""
    house.shipped_bot()
    logits = bot.linear(after, bot.state_dict["lm_head"])
    divided = [logit / temperature for logit in logits]
    probabilities = bot.softmax(divided)
    return Expected(
        temperature,
        tuple(logits),
        tuple(probabilities),
        entropy(probabilities),
        LIMIT,
        tuple(sorted(range(len(logits)), key=lambda token: -logits[token])),
        {
            "logits": origin(bot.linear, x=after, w="lm_head"),
            "probabilities": origin(bot.softmax, logits=divided),
            "entropy": origin(entropy, probabilities=probabilities),
            "limit": origin(math.log2, x=bot.config["vocab_size"]),
        },
    )


def entropy(probabilities: Sequence[float]) -> float:
    """-sum(p log2 p), in bits (Shannon, 1948)."""
    return sum(-p * math.log2(p) for p in probabilities if p > 0)
