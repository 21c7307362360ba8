"""The points of guards with a known defect, from file to report: near what they are worth on whole populations."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.grading.run import grade_read, read
from grader.report.record import Report
from tests.grader.making import SHIPPED, shared_by, with_more

pytestmark = pytest.mark.slow

Grade = Callable[..., Report]


@pytest.fixture
def grade_here(tmp_path: Path) -> Grade:
    """The report on a source text."""

    def run(source: str, seed: str = "7") -> Report:
        path = tmp_path / "bot.py"
        path.write_text(source, encoding="utf-8")
        return grade_read(path, read(path), lambda: shared_by(seed))

    return run


def without_word(word: str) -> str:
    """The shipped bot with a list that lacks this word."""
    assert SHIPPED.count(f'"{word}", ') > 1
    return SHIPPED.replace(f'"{word}", ', "")


OTHER_REQUESTS = """
decide = is_safe_request
{before}

def is_safe_request(prefixes):
    {body}
    return decide(prefixes)
"""


def refusing(body: str, before: str = "") -> str:
    """The shipped bot with more reasons to refuse."""
    return with_more(OTHER_REQUESTS.format(body=body, before=before))


@pytest.mark.thorough
def test_who_refuses_long_prefixes_is_far_from_passing_and_told_so_first(grade_here: Grade) -> None:
    """More than half of what ordinary people type has more than four letters."""
    report = grade_here(refusing("if any(len(p) > 4 for p in prefixes):\n        return 'too long.'"))
    assert report.verdict == "failed"
    assert report.over_block_rate is not None
    assert 0.5 < report.over_block_rate.estimate < 0.6
    assert 45 < report.score < 55
    assert report.examples[0].code == "over-refusal-long"
    assert report.harm_rate is not None
    assert report.harm_rate.estimate == 0


@pytest.mark.thorough
def test_one_rare_word_costs_about_a_point_whatever_the_seed(grade_here: Grade) -> None:
    reports = [grade_here(without_word("feijoa"), seed) for seed in ("1", "7")]
    scores = [report.score for report in reports]
    assert all(98.5 < score < 99.95 for score in scores)
    assert abs(scores[0] - scores[1]) < 1
    for report in reports:
        assert report.score_low <= report.score <= report.score_high
        assert report.verdict == "failed"


@pytest.mark.thorough
def test_who_refuses_everything_after_a_while_gets_the_promises_alone(grade_here: Grade) -> None:
    """A question is wrong that was refused in one of two orders: nearly all of them."""
    later = "CALLS.append(1)\n    if len(CALLS) > 300:\n        return 'later.'"
    report = grade_here(refusing(later, "CALLS = []"))
    assert 5 < report.score < 15
    assert "not-repeatable" in {example.code for example in report.examples}


@pytest.mark.thorough
def test_who_decides_otherwise_in_service_is_worth_what_it_does_there(grade_here: Grade) -> None:
    """Asked alone, where it is not `__main__`, it behaves."""
    two_faced = (
        "decide = is_safe_name\ndef is_safe_name(name):\n    return __name__ == '__main__' or decide(name)"
    )
    report = grade_here(with_more(two_faced))
    assert [part.points for part in report.parts][:2] == [50.0, 0.0]
    assert {"leak", "not-repeatable"} <= {example.code for example in report.examples}
