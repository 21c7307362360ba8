"""Generate: names at a chosen temperature, drawn by the bot's own loop, and whether they are really new."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from bot import bot
from lab.browser import house
from lab.browser.guide.basics.tokens import counted
from lab.browser.guide.origins import Origin, origin


class Letter(msgspec.Struct, frozen=True):
    """A token of a name, and how probable it was where it was drawn."""

    token: int
    probability: float


class Generated(msgspec.Struct, frozen=True):
    """One name, letter by letter; BOS ends it unless 16 letters do."""

    name: str
    known: bool  # it stands in the data that the model was trained on
    letters: tuple[Letter, ...]


class Batch(msgspec.Struct, frozen=True):
    """Some names, and how many of them stand in the data."""

    temperature: float
    names: tuple[Generated, ...]
    known: int
    origins: dict[str, Origin]


def generate(count: int, temperature: float, seed: str) -> Batch:
    """What the model says to blank lines: request 0, 1, … of the bot with this seed, before any hook is asked."""
    with at(temperature):
        names = tuple(generated(bot.draw("", stream(seed, request))) for request in range(count))
    origins = {
        "probability": origin(house.following, temperature=temperature),
        "known": origin(counted, names=[each.name for each in names]),
    }
    return Batch(temperature, names, sum(each.known for each in names), origins)


def stream(seed: str, request: int) -> random.Random:
    """The random numbers of the only slot of a request."""
    made: random.Random = bot.slot_stream(seed, request, 0)
    return made


@contextmanager
def at(temperature: float) -> Iterator[None]:
    """The bot at another temperature, and afterwards as it was; what it has memoised is of one temperature."""
    house.shipped_bot()
    before = bot.sampling["temperature"]
    bot.sampling["temperature"] = temperature
    bot.after.cache_clear()
    try:
        yield
    finally:
        bot.sampling["temperature"] = before
        bot.after.cache_clear()


def generated(name: str) -> Generated:
    """A name with the probability of each of its tokens, as long as the bot has the temperature it was drawn at."""
    tokens = [*map(bot.LETTERS.index, name), bot.BOS][: bot.MAX_LETTERS]
    letters = tuple(Letter(token, house.following(name[:place])[token]) for place, token in enumerate(tokens))
    return Generated(name, name in counted(), letters)
