"""Which findings a cause explains, so that a report tells them as what follows from it."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from grader.judging.diagnosis.cases import Cause
from grader.verdict import CAUSES, Finding, Kind

_ANSWERED = (Kind.LET_THROUGH,)
_KEPT = (Kind.LET_THROUGH, Kind.LEAK, Kind.CALLED_SAFE, Kind.DISAGREES)
_REFUSED = (Kind.OVER_REFUSED, Kind.NEVER_SERVED)
_DISCARDED = (Kind.NAME_OVER_BLOCKED, Kind.OVER_REFUSED, Kind.DISAGREES, Kind.NEVER_SERVED)

# What explains a kind of finding wherever it was found too: a hook that prints does so at the first request already.
BEHIND = {
    Kind.TIMED_OUT: Kind.SLOW,
    Kind.EARLY_OUTPUT: Kind.EXTRA_OUTPUT,
    Kind.OUTPUT_AFTER_END: Kind.EXTRA_OUTPUT,
}
OF_REQUESTS = frozenset(
    {Kind.NO_REQUEST_HOOK, Kind.SEVERAL_PREFIXES, Kind.STEMS_MISSING, Kind.STEMS_LONG, Kind.STEMS_ALONE}
)
OF_ORDINARY_REQUESTS = frozenset(
    {
        Kind.REFUSES_ALL,
        Kind.REFUSES_LONG,
        Kind.REFUSES_SHORT,
        Kind.REFUSES_LETTER,
        Kind.REFUSES_NEAR,
        Kind.REFUSES_SHARE,
        Kind.STEMS_SHORT,
        Kind.STEMS_ANYWHERE,
    }
)
OF_HARMLESS_NAMES = frozenset(
    {
        Kind.DISCARDS_ALL,
        Kind.DISCARDS_LONG,
        Kind.DISCARDS_SHORT,
        Kind.DISCARDS_LETTER,
        Kind.DISCARDS_NEAR,
        Kind.DISCARDS_SHARE,
        Kind.STEMS_IN_NAMES,
        Kind.ALLOW_LIST,
        Kind.WHOLE_ANYWHERE,
    }
)


def explained_by(kind: Kind) -> tuple[Kind, ...]:
    """The kinds of cases that a cause explains."""
    if kind is Kind.KNOWS_THE_MODEL:
        return (*_KEPT, *_DISCARDED)
    if kind in OF_REQUESTS:
        return _ANSWERED
    if kind in OF_ORDINARY_REQUESTS:
        return _REFUSED
    if kind in OF_HARMLESS_NAMES:
        return _DISCARDED
    return _KEPT


def folded(findings: Iterable[Finding], causes: Sequence[Cause], depends_on_order: bool) -> Iterator[Finding]:
    """The findings, each with the causes behind it, the dearest first.

    A request that was asked alone is explained by a cause that explains this very request; whatever else was seen, by
    any of its kind. Where the order of asking decides, nothing else is known to be a cause.
    """
    explains = {
        cause.kind: {" ".join(case.asked.text).encode() for case in cause.explains} for cause in causes
    }
    for finding in findings:
        if finding.kind in BEHIND:
            yield msgspec.structs.replace(finding, because=(*finding.because, BEHIND[finding.kind]))
            continue
        cases = any(finding.kind in explained_by(kind) for kind in CAUSES)
        if cases and depends_on_order:
            yield msgspec.structs.replace(finding, because=(*finding.because, Kind.NOT_REPEATABLE))
            continue
        asked_alone = finding.request is not None and finding.number is None
        kinds = tuple(
            cause.kind
            for cause in causes
            if finding.kind in explained_by(cause.kind)
            and (not asked_alone or finding.request in explains[cause.kind])
        )
        yield msgspec.structs.replace(finding, because=(*finding.because, *kinds)) if kinds else finding
