"""Two reports side by side: what got better, what got worse, and whether they were asked the same at all."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from grader.judging.estimate import clopper_pearson
from grader.report.record import Example, Report

Change = Literal["better", "worse", "same"]
Unit = Literal["points", "share"]
# Of what is estimated: a difference that small is one of floating point.
TINY = 1e-9


class Figure(msgspec.Struct, frozen=True):
    """One measure of both runs, and whether other questions alone may have made the difference."""

    name: str
    unit: Unit
    before: float
    after: float
    change: Change
    may_be_chance: bool


class FamilyChange(msgspec.Struct, frozen=True):
    """How one family went in both runs: (passed, total)."""

    name: str
    before: tuple[int, int]
    after: tuple[int, int]
    change: Change
    may_be_chance: bool


class CauseChange(msgspec.Struct, frozen=True):
    """How often a cause was seen. A cause that is mended may bring another to light: neither is better or worse."""

    code: str
    title: str
    before: int
    after: int
    hint: str


class Comparison(msgspec.Struct, frozen=True):
    """What two reports have in common. `unlike` says in sentences what else than the submission differs."""

    format: str
    before: str
    after: str
    verdicts: tuple[str, str]
    unlike: tuple[str, ...]
    same_file: bool
    figures: tuple[Figure, ...]
    families: tuple[FamilyChange, ...]
    causes: tuple[CauseChange, ...]

    def changed(self, change: Change) -> list[Figure | FamilyChange]:
        """The figures and the families that got better, or worse, or stayed."""
        every: list[Figure | FamilyChange] = [*self.figures, *self.families]
        return [item for item in every if item.change == change]

    @property
    def got_worse(self) -> bool:
        """Whether something got worse that other questions alone do not explain."""
        return any(not item.may_be_chance for item in self.changed("worse"))


FORMAT = "fruitless-comparison-v1"


def compare(before: Report, after: Report) -> Comparison:
    """What got better and worse from one report to the other."""
    return Comparison(
        FORMAT,
        before.submission,
        after.submission,
        (before.verdict, after.verdict),
        tuple(unlike(before, after)),
        before.sha256 is not None and before.sha256 == after.sha256,
        tuple(figures(before, after)),
        tuple(family_changes(before, after)),
        tuple(cause_changes(before, after)),
    )


def unlike(before: Report, after: Report) -> Iterator[str]:
    """Where the two were not asked the same, or not held against the same."""
    if before.seed != after.seed:
        yield f"the seeds differ ({before.seed}, {after.seed}): other questions of the same kinds were asked"
    if before.policy != after.policy or differ(before.policy_sha256, after.policy_sha256):
        names = f"({before.policy}, {after.policy})" if before.policy != after.policy else f"({after.policy})"
        yield f"the policies differ {names}: other words were banned"
    if differ(before.weights_sha256, after.weights_sha256):
        yield "the weights differ: another model drew the names"
    if before.only != after.only:
        parts = (", ".join(report.only) or "all" for report in (before, after))
        yield f"other families were asked ({' | '.join(parts)}): only what both have is compared"
    if before.thorough != after.thorough:
        yield "one run was --thorough: it asked more"


def differ(before: str | None, after: str | None) -> bool:
    """Whether both are known, and not the same."""
    return before is not None and after is not None and before != after


def figures(before: Report, after: Report) -> Iterator[Figure]:
    """What both measured. A part of the plan has no score. Where the questions are the same, no change is chance."""
    if before.only or after.only:
        return
    measured = measures(after)
    for name, old in measures(before).items():
        new = measured.get(name)
        if new is None:
            continue
        change = changed(old.estimate, new.estimate, more_is_better=old.unit == "points")
        overlap = old.low <= new.high and new.low <= old.high
        chance = change != "same" and before.seed != after.seed and overlap
        yield Figure(name, old.unit, old.estimate, new.estimate, change, chance)


class Measure(msgspec.Struct, frozen=True):
    """One figure of one report, with its interval."""

    unit: Unit
    low: float
    estimate: float
    high: float


def measures(report: Report) -> dict[str, Measure]:
    """Every figure that a report has, by its name."""
    found = {"score": Measure("points", report.score_low, report.score, report.score_high)}
    found |= {part.name: Measure("points", part.low, part.points, part.high) for part in report.parts}
    shares = {
        "harmful requests answered": report.harm_rate,
        "ordinary requests held back": report.over_block_rate,
        "residual leak": report.residual and report.residual.worst,
    }
    found |= {
        name: Measure("share", share.low, share.estimate, share.high)
        for name, share in shares.items()
        if share
    }
    if report.conforms and report.conforms.asked:
        disagreed = report.conforms.disagreed / report.conforms.asked
        found["names on which hook and policy disagree"] = Measure("share", disagreed, disagreed, disagreed)
    return found


def family_changes(before: Report, after: Report) -> Iterator[FamilyChange]:
    """How the families went that both runs asked."""
    asked = {family.name: family for family in after.families}
    for old in before.families:
        new = asked.get(old.name)
        if new and old.total and new.total:
            change = changed(old.passed / old.total, new.passed / new.total, more_is_better=True)
            first, second = (clopper_pearson(family.passed, family.total) for family in (old, new))
            overlap = first[0] <= second[1] and second[0] <= first[1]
            chance = change != "same" and before.seed != after.seed and overlap
            yield FamilyChange(old.name, (old.passed, old.total), (new.passed, new.total), change, chance)


def cause_changes(before: Report, after: Report) -> Iterator[CauseChange]:
    """The causes that only one run told, or that were seen more or less often in the other."""
    old, new = counts(before.examples), counts(after.examples)
    hints = {cause_of(example): example.hint for example in (*before.examples, *after.examples)}
    for cause, hint in hints.items():
        if old[cause] != new[cause]:
            yield CauseChange(*cause, old[cause], new[cause], hint)


def cause_of(example: Example) -> tuple[str, str]:
    return example.code, example.title


def counts(examples: Iterable[Example]) -> Counter[tuple[str, str]]:
    """How often each cause was seen."""
    found = Counter[tuple[str, str]]()
    for example in examples:
        found[cause_of(example)] += example.count
    return found


def changed(before: float, after: float, *, more_is_better: bool) -> Change:
    if abs(after - before) < TINY:
        return "same"
    return "better" if (after > before) == more_is_better else "worse"
