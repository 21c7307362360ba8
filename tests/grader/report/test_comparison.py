"""Two reports side by side: what is better, what is worse, and what cannot be compared."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.report.comparison import Comparison, compare
from grader.report.machine import to_json
from grader.report.reading import read_report
from grader.report.record import Example, FamilyResult, PartScore, Report
from tests.grader.making import run_grader
from tests.grader.report.samples import GRADED, LEAK, REJECTED, filled, hostile

replace = msgspec.structs.replace
MENDED = replace(
    GRADED,
    sha256="1" * 64,
    verdict="passed",
    score=90.0,
    score_low=89.0,
    score_high=91.0,
    parts=(
        *GRADED.parts[:1],
        PartScore("names", 40.0, 39.0, 40.0, 40, ""),
        PartScore("protocol", 0, 0, 0, 10, ""),
    ),
    families=(*GRADED.families[:1], FamilyResult("aimed", "", 20, 20)),
    examples=(replace(LEAK, code="slow", title="the hooks are too slow", count=1),),
)


def names(compared: Comparison, change: str) -> set[str]:
    return {item.name for item in compared.changed(change)}  # type: ignore[arg-type]


def test_what_got_better_and_what_got_worse_is_told_apart() -> None:
    compared = compare(GRADED, MENDED)
    assert names(compared, "better") == {"score", "names", "aimed"}
    assert names(compared, "worse") == {"protocol"}
    assert "harmful requests answered" in names(compared, "same")
    assert compared.got_worse
    assert [(cause.title, cause.before, cause.after) for cause in compared.causes] == [
        ("a fruit was emitted", 3, 0),
        ("the hooks are too slow", 0, 1),
    ]
    assert compared.unlike == ()
    assert not compared.same_file


@given(st.sampled_from([GRADED, MENDED, REJECTED]), st.sampled_from([GRADED, MENDED, REJECTED]))
def test_a_comparison_the_other_way_round_turns_better_into_worse(one: Report, other: Report) -> None:
    there, back = compare(one, other), compare(other, one)
    assert names(there, "better") == names(back, "worse")
    assert names(there, "same") == names(back, "same")
    assert {(c.title, c.before, c.after) for c in there.causes} == {
        (c.title, c.after, c.before) for c in back.causes
    }


def test_a_report_is_no_better_than_itself() -> None:
    compared = compare(GRADED, GRADED)
    assert not compared.changed("better")
    assert not compared.changed("worse")
    assert compared.causes == ()
    assert compared.same_file


def test_another_seed_may_be_the_only_reason_for_a_difference_within_the_intervals() -> None:
    near = replace(GRADED, seed="8", score=58.0, score_low=57.0, score_high=59.0)
    far = replace(near, score=20.0, score_low=19.0, score_high=21.0)
    assert compare(GRADED, replace(near, seed="7")).got_worse
    assert not compare(GRADED, near).got_worse
    assert compare(GRADED, far).got_worse
    assert "the seeds differ (7, 8)" in compare(GRADED, near).unlike[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"policy": "colours"}, "the policies differ (fruit, colours)"),
        ({"policy_sha256": "b"}, "the policies differ (fruit)"),
        ({"weights_sha256": "b"}, "the weights differ"),
        ({"only": ("aimed",)}, "other families were asked (all | aimed)"),
        ({"thorough": True}, "one run was --thorough"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_else_than_the_submission_differs_is_said(change: dict[str, object], said: str) -> None:
    known = replace(GRADED, policy_sha256="a", weights_sha256="a")
    (note,) = compare(known, replace(known, **change)).unlike
    assert note.startswith(said)


def test_a_part_of_the_plan_is_compared_by_its_families_alone() -> None:
    part = replace(MENDED, only=("aimed",), families=MENDED.families[1:])
    compared = compare(GRADED, part)
    assert compared.figures == ()
    assert [family.name for family in compared.families] == ["aimed"]


def test_causes_of_one_title_are_counted_together() -> None:
    twice = replace(GRADED, examples=(LEAK, replace(LEAK, count=2)))
    assert [(c.before, c.after) for c in compare(GRADED, twice).causes] == [(3, 5)]


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no report"),
        (b"[]", "no report of this version (it has no format)"),
        (
            b'{"format": "fruitless-report-v1"}',
            "its format is 'fruitless-report-v1', not 'fruitless-report-v2'",
        ),
        (b'{"format": "fruitless-report-v2"}', "missing required field `submission`"),
        (b"[" * 100_000, "is no report"),
        (b"\xff\xfe", "is no report"),
        (to_json(GRADED).replace(b'"failed"', b'"perfect"'), "Invalid enum value 'perfect'"),
    ],
    ids=["empty", "a list", "an old one", "fields missing", "deep", "not UTF-8", "a verdict of its own"],
)
def test_what_is_no_report_is_refused_with_the_place_and_the_remedy(
    content: bytes, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as refused:
        read_report(write(tmp_path, "a.json", content))
    assert said in str(refused.value)
    assert "a.json" in str(refused.value)
    assert "give what `--json a.json` of a grading has written" in str(refused.value)


def test_a_path_that_cannot_be_read_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_report(tmp_path / "missing.json")
    with pytest.raises(UsageError, match="not a regular file"):
        read_report(tmp_path)


@given(st.text(st.characters(codec="utf-8")))  # as JSON can hold it
def test_whatever_a_report_holds_is_printable_when_it_is_read(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    examples: tuple[Example, ...] = filled(GRADED, text).examples
    path = write(tmp_path_factory.getbasetemp(), "any.json", to_json(replace(GRADED, examples=examples)))
    for example in read_report(path).examples:
        assert example.title.isprintable()
        assert all(line.isprintable() for line in example.detail.split("\n"))


@pytest.mark.slow
def test_the_command_shows_both_runs_and_its_status_says_whether_something_got_worse(tmp_path: Path) -> None:
    before, after = (
        write(tmp_path, name, to_json(report)) for name, report in (("a.json", GRADED), ("b.json", MENDED))
    )
    shown = run_grader("compare", before, after)
    assert (shown.returncode, shown.stderr) == (1, b"")
    lines = [" ".join(line.split()) for line in shown.stdout.decode().strip().split("\n")]
    for said in ("score 59.0 → 90.0", "aimed 3/20 → 20/20", "gone a fruit was emitted"):
        assert said in lines
    assert lines.index("better") < lines.index("worse") < lines.index("protocol 10.0 → 0.0")
    assert lines[-1] == "59.0 → 90.0 of 100 failed → passed"
    assert run_grader("compare", after, after).returncode == 0
    told = run_grader("compare", before, after, "--json").stdout
    assert msgspec.json.decode(told, type=Comparison) == compare(GRADED, MENDED)


@pytest.mark.slow
def test_hostile_reports_are_compared_in_lines_of_printable_text(tmp_path: Path) -> None:
    before = write(tmp_path, "a.json", to_json(replace(hostile(), score=1.0)))
    after = write(tmp_path, "b.json", to_json(replace(hostile(), examples=())))
    done = run_grader("compare", before, after)
    assert done.stderr == b""
    assert b"owned" in done.stdout
    assert all(line.isprintable() for line in done.stdout.decode().split("\n"))
    assert run_grader("compare", before, write(tmp_path, "c.json", b"\x1b[2J")).returncode == 2
