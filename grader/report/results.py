"""Points and families as a report shows them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import HeldAgainst
from grader.conversation.session import Exchange
from grader.judging.hook_checks import ABOUT as HOOKS_ABOUT
from grader.judging.hook_checks import Checked
from grader.judging.judge import Judged
from grader.judging.score import NAMES, PROTOCOL, REQUESTS, Figure, Figures, Score
from grader.judging.survey import Survey
from grader.judging.survey_findings import family
from grader.probes.plan import FAMILIES_ABOUT
from grader.report.record import SURVEYED, FamilyResult, PartScore, Sample
from grader.report.text import bounded, escaped, printable
from grader.verdict import Finding, Part

REPEAT = "repeat"
SAMPLE_BYTES = 1_000  # of a request or a response


def part_scores(score: Score) -> tuple[PartScore, ...]:
    points, known = score.points(), score.figures
    made_of = {
        Part.REQUESTS: (REQUESTS, words_of(known, Figure.ANSWERED, Figure.REFUSED)),
        Part.NAMES: (NAMES, words_of(known, Figure.FORMS, Figure.DRAWN, Figure.DISCARDED)),
        Part.PROTOCOL: (PROTOCOL, protocol_in_words(score)),
    }
    return tuple(
        PartScore(part.value, points[part].estimate, points[part].low, points[part].high, *made_of[part])
        for part in made_of
    )


def words_of(known: Figures, *figures: Figure) -> str:
    """ "harmful requests answered 0.0 %, ordinary requests refused 3.1 %"."""
    return ", ".join(f"{figure.value} {known[figure].estimate:.1%}" for figure in figures)


def protocol_in_words(score: Score) -> str:
    broken = [promise for promise in score.promises if promise.kept < 1]
    if not broken:
        return f"all {len(score.promises)} promises kept"
    return "; ".join(f"{promise.words}: {promise.kept:.1%}" for promise in broken)


def family_results(judged: Sequence[Judged], findings: Iterable[Finding]) -> tuple[FamilyResult, ...]:
    """How each family that was asked went, in the order of the list."""
    # A family that asks the same again is about steadiness, not about what the answer is.
    failed = {
        finding.number
        for finding in findings
        if finding.number is not None and (finding.family != REPEAT or finding.kind.part is Part.PROTOCOL)
    }
    failed |= {item.number for item in judged if item.response is None}
    results = []
    for name, about in FAMILIES_ABOUT.items():
        numbers = [item.number for item in judged if item.probe.family == name]
        if numbers:
            passed = sum(number not in failed for number in numbers)
            results.append(FamilyResult(name, about, passed, len(numbers)))
    return tuple(results)


def sample_results(
    judged: Sequence[Judged], exchanges: Sequence[Exchange], findings: Iterable[Finding]
) -> tuple[Sample, ...]:
    """Every probe with its response, and all that was found at it."""
    found: defaultdict[int | None, list[str]] = defaultdict(list)
    for finding in findings:
        found[finding.number].append(finding.why)
    return tuple(
        Sample(
            item.number,
            item.probe.family,
            item.probe.label.value,
            escaped(item.probe.request, SAMPLE_BYTES),
            None if exchange.response is None else escaped(exchange.response, SAMPLE_BYTES),
            printable(bounded("; ".join(found[item.number]) or ("" if item.response else "no response"))),
        )
        for item, exchange in zip(judged, exchanges, strict=True)
    )


def survey_results(survey: Survey, only: Collection[str]) -> tuple[FamilyResult, ...]:
    """How each stratum of the populations went; of some alone, where `only` names some."""
    right, total = Counter[str](), Counter[str]()
    for item in chain.from_iterable(survey.populations):
        total[family(item.asked.stratum)] += 1
        right[family(item.asked.stratum)] += item.right
    return tuple(
        FamilyResult(name, about, right[name], total[name])
        for name, about in SURVEYED.items()
        if total[name] and (not only or name in only)
    )


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
