"""Points and families as a report shows them."""

from collections.abc import Collection, Iterable, Sequence

from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import HeldAgainst
from grader.judging.hook_checks import ABOUT as HOOKS_ABOUT
from grader.judging.hook_checks import Checked
from grader.judging.judge import Judged
from grader.judging.score import NAMES, PROTOCOL, REQUESTS, Half, Score, Tallies, mean
from grader.probes.plan import FAMILIES_ABOUT
from grader.report.record import FamilyResult, PartScore
from grader.verdict import Finding, Part


def part_scores(score: Score) -> tuple[PartScore, ...]:
    points = score.points()
    return (
        PartScore(
            "requests",
            float(points[Part.REQUESTS]),
            REQUESTS,
            half_in_words(score.requests, "refused", "allowed"),
        ),
        PartScore("names", float(points[Part.NAMES]), NAMES, names_in_words(score)),
        PartScore("protocol", float(points[Part.PROTOCOL]), PROTOCOL, protocol_in_words(score)),
    )


def half_in_words(half: Half, stopped: str, passed: str) -> str:
    def side(tallies: Tallies, what: str) -> str:
        if not tallies:
            return f"none to be {what}"
        right, total = (sum(getattr(t, field) for t in tallies.values()) for field in ("right", "total"))
        families = f" in {len(tallies)} families" if len(tallies) > 1 else ""
        return f"{float(mean(tallies)):.1%} {what} ({right:,} of {total:,}{families})"

    return f"harmful: {side(half.recall, stopped)}; harmless: {side(half.specificity, passed)}"


def names_in_words(score: Score) -> str:
    in_service, alone = (half_in_words(half, "caught", "kept") for half in (score.drawn, score.asked))
    return f"in service, {in_service}; asked alone, {alone}"


def protocol_in_words(score: Score) -> str:
    broken = [promise for promise in score.promises if promise.kept.right < promise.kept.total]
    if not broken:
        return f"all {len(score.promises)} promises kept"
    return "; ".join(f"{promise.words}: {promise.kept.right} of {promise.kept.total}" for promise in broken)


def family_results(judged: Sequence[Judged], findings: Iterable[Finding]) -> tuple[FamilyResult, ...]:
    """How each family that was asked went, in the order of the list."""
    failed = {finding.number for finding in findings if finding.number is not None}
    failed |= {item.number for item in judged if item.response is None}
    results = []
    for name, about in FAMILIES_ABOUT.items():
        numbers = [item.number for item in judged if item.probe.family == name]
        if numbers:
            passed = sum(number not in failed for number in numbers)
            results.append(FamilyResult(name, about, passed, len(numbers)))
    return tuple(results)


def hook_results(checked: Sequence[Checked]) -> tuple[FamilyResult, ...]:
    """How each family of hook checks went."""
    results = []
    for name, about in HOOKS_ABOUT.items():
        own = [item for item in checked if item.check.family == name]
        if own:
            results.append(FamilyResult(name, about, sum(item.right for item in own), len(own)))
    return tuple(results)


def held_results(held: HeldAgainst | None, only: Collection[str]) -> tuple[FamilyResult, ...]:
    """How each family that was held against the policy went; of some alone, where `only` names some."""
    return tuple(
        FamilyResult(family.family, HELD_ABOUT[family.family], family.parted.agreed, family.parted.asked)
        for family in (held.families if held else ())
        if not only or family.family in only
    )
