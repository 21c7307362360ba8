"""How surprised the model is: -ln p of what really follows, letter by letter, and on average."""

import math
from collections.abc import Sequence

import msgspec

from bot import bot
from lab.browser import house
from lab.browser.guide.basics.tokens import encode
from lab.browser.guide.origins import Origin, origin

CURVE = 60  # points


class Surprise(msgspec.Struct, frozen=True):
    """The loss of one probability, and the curve it lies on."""

    loss: float
    curve: tuple[tuple[float, float], ...]
    origins: dict[str, Origin]


class Place(msgspec.Struct, frozen=True):
    """What follows at one position, how probable the model found it, what it found likeliest, and its loss (nats)."""

    before: str
    target: str
    probability: float
    loss: float
    favourite: str
    favourite_probability: float
    origins: dict[str, Origin]


class NameLoss(msgspec.Struct, frozen=True):
    """The loss of a name: position by position, and their mean."""

    name: str
    places: tuple[Place, ...]
    loss: float
    uniform: float  # of a model that finds all 27 tokens as likely
    origins: dict[str, Origin]


def surprise(probability: float) -> float:
    """-ln p, in nats."""
    return -math.log(probability)


def mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)


def surprise_at(probability: float) -> Surprise:
    """One point of the curve -ln p, and the curve from 0.01 to 1."""
    points = [0.01 + 0.99 * step / CURVE for step in range(CURVE + 1)]
    return Surprise(
        surprise(probability),
        tuple((p, surprise(p)) for p in points),
        {"loss": origin(surprise, probability=probability)},
    )


def probabilities(tokens: Sequence[int]) -> list[list[float]]:
    """For each of the tokens the model's 27 probabilities of the next one, at temperature 1, as it was trained."""
    return [bot.softmax(logits) for logits in scores(tokens)]


def scores(tokens: Sequence[int]) -> list[list[float]]:
    """For each of the tokens the model's 27 logits of the next one."""
    house.shipped_bot()
    keys: list[list[object]] = [[]]
    values: list[list[object]] = [[]]
    return [bot.gpt(token, position, keys, values) for position, token in enumerate(tokens)]


def name_loss(name: str) -> NameLoss:
    """How surprised the model is by a name, letter by letter."""
    ids = encode(name)
    texts = ["BOS" if each == house.END else house.LETTERS[each] for each in ids]
    places = []
    for position, logits in enumerate(scores(ids[:-1])):
        target, given = ids[position + 1], bot.softmax(logits)
        best = max(range(len(given)), key=given.__getitem__)
        before = "BOS" + name[:position]
        places.append(
            Place(
                texts[position],
                texts[position + 1],
                given[target],
                surprise(given[target]),
                "BOS" if best == house.END else house.LETTERS[best],
                given[best],
                {
                    "probability": origin(
                        bot.softmax, behind=before, token=texts[position + 1], logits=logits
                    ),
                    "favourite": origin(bot.softmax, behind=before, token="the likeliest", logits=logits),
                    "loss": origin(surprise, probability=given[target]),
                },
            )
        )
    losses = [place.loss for place in places]
    return NameLoss(
        name,
        tuple(places),
        mean(losses),
        surprise(1 / len(bot.LETTERS + ".")),
        {"loss": origin(mean, losses=losses), "uniform": origin(surprise, probability="1 / 27")},
    )
