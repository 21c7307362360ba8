"""A word with the shipped bot: its answer, and letter by letter how it came about."""

import functools

import msgspec

from bot.starter import BOT
from lab.browser import house
from lab.browser.chat import Draw, Letter, traced
from lab.browser.guide.basics.tokens import counted
from lab.browser.guide.origins import Origin, origin
from lab.browser.student import Student, load


class Said(msgspec.Struct, frozen=True):
    """One name of an answer, and how probable each of its letters was."""

    prefix: str
    name: str
    letters: tuple[Letter, ...]
    discarded: tuple[str, ...]  # what was drawn before it, and not said
    in_data: int  # lines of the data that are this name
    origins: dict[str, Origin]


class Answer(msgspec.Struct, frozen=True):
    """What the bot answered to a request."""

    request: str
    response: str
    refused: bool
    reason: str  # what the policy says of the request; empty where the loop answers by itself
    names: tuple[Said, ...]


@functools.cache
def shipped() -> Student:
    """The bot that is shipped, guard and all."""
    _, student = load(BOT.read_text(encoding="utf-8"))
    assert student is not None
    return student


def talk(line: str, number: int, seed: str) -> Answer:
    """Ask the shipped bot one line of prefixes, as request `number` of a run with this seed."""
    answer = traced(shipped(), line, number, seed)
    refused = answer.response.startswith("REFUSE")
    slots = [] if refused else [(slot.prefix, slot.draws) for slot in answer.slots]
    return Answer(
        answer.request,
        answer.response,
        refused,
        answer.label.reason if answer.label else "",
        tuple(said(prefix, draws) for prefix, draws in slots),
    )


def said(prefix: str, draws: tuple[Draw, ...]) -> Said:
    *discarded, kept = draws
    return Said(
        prefix,
        kept.name,
        kept.letters,
        tuple(draw.name for draw in discarded),
        counted()[kept.name],
        {
            "probability": origin(house.following, prefix=prefix, temperature=0.7),
            "in_data": origin(counted, name=kept.name),
        },
    )
