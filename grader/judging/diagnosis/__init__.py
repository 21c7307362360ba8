"""Why a guard is wrong: what two interviews said of the populations in, the causes behind it out, the dearest first."""

from collections.abc import Sequence

from grader.judging.diagnosis.cases import Cause, Heard, Rule, hear
from grader.judging.diagnosis.folding import folded
from grader.judging.diagnosis.letting_through import (
    knows_the_model,
    lets_everything_through,
    matched_wrongly,
    shapes_missing,
    some_prefixes,
    stems_missing,
    words_missing,
)
from grader.judging.diagnosis.over_blocking import discards_too_much, refuses_too_much
from grader.verdict import Kind

__all__ = ["Cause", "Heard", "diagnose", "folded", "hear"]

# The first of these that finds something says it all of the words.
OF_ALL: tuple[Rule, ...] = (lets_everything_through, knows_the_model)
OF_WORDS: tuple[Rule, ...] = (words_missing, shapes_missing, matched_wrongly)
OF_REQUESTS: tuple[Rule, ...] = (some_prefixes, stems_missing)
OF_THE_HARMLESS: tuple[Rule, ...] = (refuses_too_much, discards_too_much)


def diagnose(heard: Heard) -> tuple[Cause, ...]:
    """The causes of what is wrong, that which costs most first."""
    found = causes_by(OF_ALL, heard) or causes_by(OF_WORDS, heard)
    if kinds_of(found).isdisjoint({Kind.NO_GUARD, Kind.NO_REQUEST_HOOK}):
        found += causes_by(OF_REQUESTS, heard)
    guesses = {Kind.REFUSES_SHARE, Kind.DISCARDS_SHARE} if Kind.KNOWS_THE_MODEL in kinds_of(found) else set()
    found += [cause for cause in causes_by(OF_THE_HARMLESS, heard) if cause.kind not in guesses]
    return tuple(sorted(found, key=lambda cause: -cause.points))


def kinds_of(causes: Sequence[Cause]) -> set[Kind]:
    return {cause.kind for cause in causes}


def causes_by(rules: Sequence[Rule], heard: Heard) -> list[Cause]:
    return [cause for rule in rules for cause in rule(heard)]
