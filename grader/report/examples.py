"""From findings to what a report tells of them: causes first, each once, with what merely follows from it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.report.record import Example
from grader.report.text import SHOWN_DETAIL, bounded, escaped, printable
from grader.report.wording import consequence, wording
from grader.verdict import CAUSES, Fault, Finding, Kind, Part
from policies import Policy

Cause = tuple[Kind, Fault | str | None]
"""What is told as one: a kind, and what failed, or the case of what is wrong in the file itself."""

MOST_CAUSES = 5  # of one kind; the rest are told as one more


def examples(findings: Iterable[Finding], policy: Policy) -> tuple[Example, ...]:
    """One example for each cause, in the order of the closed list; of one kind, what was seen most comes first.

    Of the causes of wrong decisions that which costs most comes first.
    """
    found = list(findings)
    behind = roots(found)
    found_for: defaultdict[Cause, list[Finding]] = defaultdict(list)
    explained: list[tuple[Kind, Finding]] = []
    for finding in found:
        by = next((behind[kind] for kind in finding.because if kind in behind), finding.kind)
        if by is finding.kind:
            found_for[cause_of(finding)].append(finding)
        else:
            explained.append((by, finding))
    causes = the_most_frequent(found_for)
    order = {kind: number for number, kind in enumerate(Kind)}
    first_cause = min(map(order.__getitem__, CAUSES))

    def place(cause: Cause) -> tuple[int, float, int]:
        kind, own = cause[0], causes[cause]
        points = max(finding.points for finding in own)
        return (first_cause if kind in CAUSES else order[kind]), -points, -len(own)

    ordered = sorted(causes, key=place)
    follows: defaultdict[Cause, Counter[Kind]] = defaultdict(Counter)
    for by, finding in explained:
        same_fault = (by, finding.fault)
        cause = same_fault if same_fault in causes else next(c for c in ordered if c[0] is by)
        follows[cause][finding.kind] += 1
    return tuple(example(cause[0], causes[cause], follows[cause], policy) for cause in ordered)


def roots(findings: Sequence[Finding]) -> dict[Kind, Kind]:
    """For each kind that was found, one that was found and that nothing else which was found explains."""
    explained_by: defaultdict[Kind, list[Kind]] = defaultdict(list)
    for finding in findings:
        explained_by[finding.kind] += finding.because
    behind = {f.kind: f.kind for f in findings if not any(kind in explained_by for kind in f.because)}
    for _ in Kind:  # no chain is longer
        for kind, by in explained_by.items():
            known = next((behind[other] for other in by if other in behind), None)
            if known is not None:
                behind.setdefault(kind, known)
    return behind


def the_most_frequent(causes: Mapping[Cause, list[Finding]]) -> dict[Cause, list[Finding]]:
    """The causes, but of each kind only MOST_CAUSES and one for all others: a hook may fail otherwise each time."""
    kept: dict[Cause, list[Finding]] = {}
    told = Counter[Kind]()
    for cause in sorted(causes, key=lambda cause: -len(causes[cause])):
        kind = cause[0]
        told[kind] += 1
        kept.setdefault(cause if told[kind] <= MOST_CAUSES else (kind, "others"), []).extend(causes[cause])
    return kept


def cause_of(finding: Finding) -> Cause:
    in_the_file = finding.kind.part is Part.INTEGRITY and finding.request is None
    return finding.kind, finding.why if in_the_file else finding.fault


def example(kind: Kind, found: Sequence[Finding], follows: Counter[Kind], policy: Policy) -> Example:
    # A request can be tried by hand, and the shortest is the easiest to understand.
    first = min(found, key=lambda f: (f.request is None, len(f.request or b""), f.number or 0))
    said = wording(kind, policy, first.fault)
    return Example(
        code=kind.code,
        title=said.title,
        part=kind.part.value,
        count=len(found),
        why=printable(bounded(first.why)),
        hint=printable(bounded(said.hint)),
        follows=tuple(consequence(*pair) for pair in follows.items()),
        family=first.family,
        number=first.number,
        request=None if first.request is None else escaped(first.request),
        response=None if first.response is None else escaped(first.response),
        detail=printable(bounded(first.detail, SHOWN_DETAIL), keep="\n"),
    )
