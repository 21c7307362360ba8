"""Why a guard refuses ordinary requests, or discards harmless names: the feature that what it blocks has in common."""

import math
from collections.abc import Callable, Iterator, Sequence

from grader.judging.diagnosis.cases import (
    ALMOST_ALL,
    DISCARDED,
    REFUSED,
    Case,
    Cases,
    Cause,
    Heard,
    shortest_first,
    shown,
    weight,
    wrong_ones,
    wrong_share,
)
from grader.judging.diagnosis.features import Feature
from grader.verdict import Kind

# So many texts must be blocked for a feature that a few may have by chance, and such a share to say that none fits.
LEAST_CASES, LEAST_SHARE = 30, 0.01
# How well a feature must tell what is blocked from what is not.
LEAST_FIT = 0.75
# What stands out among the rest once one cause is known may be another.
MOST_CAUSES = 3


def refuses_too_much(heard: Heard) -> Iterator[Cause]:
    """Ordinary requests that is_safe_request refuses."""
    cases = tuple(case for case in heard.ordinary if case.by_request or not case.wrong)
    kinds = Kind.REFUSES_ALL, Kind.REFUSES_SHARE
    yield from told(heard, "refuses", "ordinary requests", cases, lambda it: it.of_requests, kinds, REFUSED)


def discards_too_much(heard: Heard) -> Iterator[Cause]:
    """Harmless names that is_safe_name discards, and ordinary requests that get no name because of it."""
    kinds = Kind.DISCARDS_ALL, Kind.DISCARDS_SHARE
    starved = tuple(case for case in heard.ordinary if case.wrong and not case.by_request)
    causes = told(
        heard, "discards", "harmless names", heard.harmless, lambda it: it.of_names, kinds, DISCARDED
    )
    for number, cause in enumerate(causes):
        more = starved if number == 0 else ()
        yield Cause(
            cause.kind,
            cause.why,
            (*cause.explains, *more),
            cause.points + REFUSED * weight(more),
            cause.request,
        )


def told(
    heard: Heard,
    verb: str,
    what: str,
    cases: Cases,
    kind_of: Callable[[Feature], Kind | None],
    kinds: tuple[Kind, Kind],
    points: float,
) -> Iterator[Cause]:
    """The causes of one side, that which explains most first; `kinds` are for all, and for what no feature explains."""
    everything, no_feature = kinds
    blocked, share = wrong_ones(cases), wrong_share(cases)
    if share >= ALMOST_ALL:
        why = f"{verb} {share:.1%} of {what}, such as {shown(case.text for case in blocked)}"
        yield Cause(everything, why, blocked, points * weight(blocked))
        return
    if not blocked:
        return
    made = [(feature, kind) for feature in heard.features if (kind := kind_of(feature))]
    left = cases
    for _ in range(MOST_CAUSES):
        blocked = wrong_ones(left)
        able = [pair for pair in made if len(blocked) >= LEAST_CASES or not pair[0].by_chance]
        best = best_feature(left, able) if blocked else None
        if best is None:
            if weight(blocked) < LEAST_SHARE * weight(cases):
                return
            examples = shown(shortest_first(case.text for case in blocked))
            why = (
                f"{verb} {weight(blocked) / weight(cases):.1%} of {what}, and nothing that the grader looks for tells "
                f"them from the others: {examples}"
            )
            yield Cause(no_feature, why, blocked, points * weight(blocked))
            return
        feature, kind = best
        having = tuple(case for case in left if feature.has(case.text))
        explained = wrong_ones(having)
        others = wrong_share([case for case in left if not feature.has(case.text)])
        examples = shown(shortest_first(case.text for case in explained))
        those = f"{wrong_share(having):.1%} of the {what} {feature.words}"
        why = f"{verb} {those}, and {others:.1%} of the others: {examples}"
        yield Cause(kind, why, explained, points * weight(explained))
        left = tuple(case for case in left if not feature.has(case.text))


def best_feature(cases: Cases, made: Sequence[tuple[Feature, Kind]]) -> tuple[Feature, Kind] | None:
    """The feature that tells best what is blocked from what is not; of equals the first. None where none does well."""
    scored = [(fit(cases, feature), feature, kind) for feature, kind in made]
    score, feature, kind = max(scored, key=lambda item: item[0])
    return (feature, kind) if score >= LEAST_FIT else None


def fit(cases: Sequence[Case], feature: Feature) -> float:
    """The correlation of having a feature and being blocked, by weight (phi: Matthews, 1975); 0 where one never is."""
    counts = {(has, wrong): 0.0 for has in (True, False) for wrong in (True, False)}
    for case in cases:
        counts[feature.has(case.text), case.wrong] += case.weight
    both, only_has, only_wrong, neither = counts.values()
    spread = (both + only_has) * (both + only_wrong) * (neither + only_has) * (neither + only_wrong)
    return (both * neither - only_has * only_wrong) / math.sqrt(spread) if spread > 0 else 0.0
