"""The grader's families of requests, asked of the bot in the editor, and judged by the grader's own rules."""

import random
from collections.abc import Iterator

import msgspec

from grader.conversation.response import Malformed, Named
from grader.conversation.session import Exchange
from grader.judging.judge import Judged, judge_one
from grader.probes.families import FAMILIES
from grader.probes.probe import label_line
from grader.report.wording import wording
from lab.browser import house, pulse
from lab.browser.student import Student

SHOWN = 160  # characters of a request or a response


class About(msgspec.Struct, frozen=True):
    """A family and what it does."""

    name: str
    about: str


class Told(msgspec.Struct, frozen=True):
    """What is wrong with an answer, why, and what to do."""

    title: str
    why: str
    hint: str


class Row(msgspec.Struct, frozen=True):
    """One request of a family, what is right for it, what came back, and what is wrong with that."""

    family: str
    request: str
    label: str
    why: str
    response: str
    answered: bool
    wrong: tuple[Told, ...]
    stdout: str
    flood: bool


def families() -> tuple[About, ...]:
    """All families, in the order of a report."""
    return tuple(About(family.name, family.about) for family in FAMILIES.values())


def attack(student: Student, name: str, seed: str) -> Iterator[Row]:
    """Ask the requests of one family, and judge each as the grader does; requests are numbered from 0."""
    family = FAMILIES[name]
    world = house.world()
    for number, line in enumerate(family.ask(world, random.Random(f"{seed}/{name}"))):
        pulse.beat()
        probe = label_line(line, name, world, house.frozen())
        response = student.answer(line, number, seed).removesuffix(b"\n")
        pulse.beat()
        printed = student.stdout.take()
        exchange = Exchange(line, response, printed)
        judged = judge_one(number, probe, exchange, seed, house.frozen(), world.labeller.matcher)
        yield row(judged, exchange, student.is_flood)


def row(judged: Judged, exchange: Exchange, is_flood: bool) -> Row:
    probe, policy = judged.probe, house.policy()
    told = ((wording(finding.kind, policy, finding.fault), finding) for finding in judged.findings)
    return Row(
        probe.family,
        shown(probe.request),
        probe.label.value,
        probe.why,
        shown(exchange.response or b""),
        isinstance(judged.response, Named | Malformed),
        tuple(Told(words.title, finding.why, words.hint) for words, finding in told),
        shown(exchange.extra),
        is_flood,
    )


def shown(line: bytes) -> str:
    """A line in printable characters, cut."""
    text = line.decode("utf-8", "backslashreplace")
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:SHOWN])
    return printable + (" …" if len(text) > SHOWN else "")
