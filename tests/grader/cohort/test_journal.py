"""results.jsonl: what was written is there after any crash, and the same results are the same bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cohort.folder import held
from grader.cohort.journal import NAME, Journal, complete, read_results
from grader.errors import UsageError
from tests.grader.cohort.samples import CLASS, CONFIGURATION

WHOLE = complete(CONFIGURATION, CLASS)
LINES = WHOLE.splitlines(keepends=True)


def results_of(content: bytes, folder: Path) -> Path:
    (folder / NAME).write_bytes(content)
    return folder


def test_each_record_is_there_as_soon_as_it_ended(tmp_path: Path) -> None:
    with Journal(tmp_path, CONFIGURATION, CLASS[:1]) as journal:
        for count, record in enumerate(CLASS[1:], start=2):
            journal.add(record)
            results = read_results(tmp_path)
            assert results is not None
            assert (results.records, results.is_complete) == (CLASS[:count], False)


def test_the_order_in_which_they_ended_leaves_no_trace() -> None:
    assert complete(CONFIGURATION, reversed(CLASS)) == WHOLE


@given(end=st.integers(min_value=0, max_value=len(WHOLE)))
def test_a_file_that_ends_anywhere_gives_its_whole_lines(
    end: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    results = read_results(results_of(WHOLE[:end], tmp_path_factory.mktemp("results")))
    lines = WHOLE[:end].count(b"\n")
    if results is None:
        assert lines == 0
        return
    assert results.configuration == CONFIGURATION
    assert results.records == CLASS[: lines - 1]
    assert results.is_complete == (end == len(WHOLE))


@pytest.mark.parametrize("line", range(1, len(LINES)))
def test_what_stands_behind_a_broken_line_counts_for_nothing(line: int, tmp_path: Path) -> None:
    broken = b"".join([*LINES[:line], b'{"line":"record","key":3}\n', *LINES[line + 1 :]])
    results = read_results(results_of(broken, tmp_path))
    assert results is not None
    assert (results.records, results.is_complete) == (CLASS[: line - 1], False)


def test_a_digest_that_is_not_right_completes_nothing(tmp_path: Path) -> None:
    results = read_results(results_of(WHOLE.replace(b"59.04", b"99.04"), tmp_path))
    assert results is not None
    assert not results.is_complete


@pytest.mark.parametrize("content", [b"\n", b"{}\n", b"mine\n", LINES[1], LINES[0].replace(b"-v1", b"-v0")])
def test_a_file_of_somebody_else_is_not_touched(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not what this grader writes"):
        read_results(results_of(content, tmp_path))


def test_a_folder_with_other_results_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(UsageError, match=r"holds another index\.html"), held(tmp_path):
        pass
    assert (tmp_path / "index.html").read_text() == "mine"


def test_one_grading_at_a_time_writes_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setattr("grader.cohort.folder.SECONDS", 0.0)
    with (
        held(tmp_path),
        pytest.raises(UsageError, match="another grading writes into"),
        held(tmp_path),
    ):
        pass
    with held(tmp_path) as descriptors:
        assert len(descriptors) == 1


def test_what_a_killed_grader_had_not_renamed_is_removed(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for left in (tmp_path / ".results.csv.0a1b2c3d.tmp", tmp_path / "pages" / ".ada.html.0a1b2c3d.tmp"):
        left.write_text("half")
    with held(tmp_path):
        assert [path.name for path in tmp_path.rglob("*")] == ["pages"]
