"""What a cause explains is folded under it, and nothing else is."""

import pytest

from grader.judging.diagnosis import Cause, folded
from grader.judging.diagnosis.cases import Case
from grader.judging.diagnosis.folding import explained_by
from grader.probes.populations import Asked
from grader.report.wording import CONSEQUENCES
from grader.verdict import CAUSES, Finding, Kind

OLIVIA = Case(Asked(("olivia",), 1.0, "name"), "olivia", wrong=True, by_request=True)
LONG = Cause(Kind.REFUSES_LONG, "refuses long prefixes", (OLIVIA,), 1.0)


def fold(finding: Finding, *, depends_on_order: bool = False) -> tuple[Kind, ...]:
    (only,) = folded([finding], [] if depends_on_order else [LONG], depends_on_order)
    return only.because


def test_a_request_that_was_asked_alone_is_explained_by_the_cause_that_explains_it() -> None:
    assert fold(Finding(Kind.OVER_REFUSED, "", request=b"olivia")) == (Kind.REFUSES_LONG,)
    assert fold(Finding(Kind.OVER_REFUSED, "", request=b"emma")) == ()


def test_what_was_seen_in_service_is_explained_by_a_cause_of_its_kind() -> None:
    assert fold(Finding(Kind.OVER_REFUSED, "", request=b"emma", number=3)) == (Kind.REFUSES_LONG,)
    assert fold(Finding(Kind.LET_THROUGH, "", request=b"apple", number=4)) == ()


def test_where_the_order_of_asking_decides_that_explains_all() -> None:
    assert fold(Finding(Kind.LEAK, "", number=3), depends_on_order=True) == (Kind.NOT_REPEATABLE,)
    assert fold(Finding(Kind.MALFORMED, "", number=3), depends_on_order=True) == ()


def test_a_hook_that_prints_explains_output_at_the_first_request() -> None:
    assert fold(Finding(Kind.EARLY_OUTPUT, "")) == (Kind.EXTRA_OUTPUT,)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind in CAUSES], ids=lambda kind: str(kind.code))
def test_everything_that_a_cause_explains_can_be_told_as_its_consequence(kind: Kind) -> None:
    assert set(explained_by(kind)) <= CONSEQUENCES.keys()
