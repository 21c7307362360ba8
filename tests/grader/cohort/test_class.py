"""A class is graded: the same bytes however it is done, and nothing is lost or done twice."""

import dataclasses
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.cohort import run
from grader.cohort.crew import side_by_side
from grader.cohort.job import Done, Job
from grader.cohort.journal import NAME, complete, read_results
from grader.cohort.kit import Kit
from grader.cohort.merge import merge
from grader.cohort.record import Record
from grader.cohort.run import Way
from grader.errors import UsageError
from tests.grader.cohort.conftest import ONE_WORD, RUN_ONCE, SEED, Files, Graded, files_of
from tests.grader.making import REPOSITORY, STARTER, run_grader
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


def records_in(folder: Path) -> dict[str, Record]:
    results = read_results(folder)
    assert results is not None
    return {record.key: record for record in results.records}


def written(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_each_has_a_row_whatever_the_others_are(in_one_go: Graded, tmp_path: Path) -> None:
    records = records_in(written(in_one_go.results, tmp_path))
    assert {key: record.outcome for key, record in records.items()} == {
        "ada/bot.py": "failed",
        "ben.py": "failed",
        "cem.py": "rejected",
        "dora": "missing",
        "eve.py": "rejected",
        "fay.py": "failed",
    }
    assert len([name for name in in_one_go.results if name.startswith("pages/")]) == RUN_ONCE


@pytest.mark.thorough
def test_the_results_are_the_same_bytes_whatever_the_number_of_processes_and_equal_files_are_run_once(
    in_one_go: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def remember(kit: Kit, jobs: Iterable[Job], workers: int, inherited: Sequence[int]) -> Iterator[Done]:
        def told() -> Iterator[Job]:
            for job in jobs:
                ran.append(job.path)
                yield job

        return side_by_side(kit, told(), workers, inherited)

    monkeypatch.setattr(run, "side_by_side", remember)
    assert in_one_go.again(tmp_path, Way(tmp_path, 3)) == 6
    assert files_of(tmp_path) == in_one_go.results
    assert len(ran) == RUN_ONCE - 1


def test_a_file_with_the_same_bytes_as_another_has_its_own_path(in_one_go: Graded, tmp_path: Path) -> None:
    records = records_in(written(in_one_go.results, tmp_path))
    one, other = (records[key].read_report() for key in ("ada/bot.py", "fay.py"))
    assert one is not None
    assert other is not None
    assert records["fay.py"].same_as == "ada/bot.py"
    assert (other.submission, one.submission) == (
        str(in_one_go.folder / "fay.py"),
        str(in_one_go.folder / "ada/bot.py"),
    )
    assert other.command == one.command.replace("ada/bot.py", "fay.py")
    assert replace(other, submission=one.submission, command=one.command) == one


def test_what_is_complete_is_not_graded_again_and_what_changed_is(cheap: Graded, tmp_path: Path) -> None:
    out = tmp_path / "results"
    assert cheap.again(out) == 0
    assert files_of(out) == cheap.results
    (cheap.folder / "cem.py").write_text("def )")
    (cheap.folder / "gus.py").write_text("class")
    (cheap.folder / "eve.py").unlink()
    assert cheap.again(out) == 2
    assert records_in(out).keys() == {"cem.py", "dora", "gus.py"}
    assert not any(name.startswith("pages/eve") for name in files_of(out))
    assert cheap.again(out, settings=replace(cheap.settings, seed=None)) == 0
    other = tmp_path / "other.toml"
    other.write_text(ONE_WORD.replace("schnapps", "whiskey"))
    assert cheap.again(out, settings=replace(cheap.settings, policy=other)) == 3


def test_an_error_of_the_grader_is_told_and_tried_again(
    cheap: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fails, and what comes back of the other is of another plan: the grader there is another version."""

    def fails(kit: Kit, jobs: Iterable[Job], workers: int, inherited: Sequence[int]) -> Iterator[Done]:
        for done in side_by_side(kit, jobs, workers, inherited):
            yield (
                Done(done.number, error="Traceback\nValueError: odd\n")
                if done.number
                else replace(done, plan="other")
            )

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(run, "side_by_side", fails)
        cheap.again(out)
    outcomes = {key: (record.outcome, record.why) for key, record in records_in(out).items()}
    assert outcomes == {
        "cem.py": ("error", "another plan was graded: is the grader there another version?"),
        "dora": ("missing", "no .py file in the folder"),
        "eve.py": ("error", "Traceback\nValueError: odd\n"),
    }
    assert b"ValueError: odd" in (out / "results.csv").read_bytes()
    assert cheap.again(out) == 2
    assert files_of(out) == cheap.results


def started(in_one_go: Graded, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "grader", str(in_one_go.folder), "--out", str(out), "--seed", SEED]
    command += ["--policy", str(in_one_go.policy), "--workers", "2"]
    return subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def lines_in(out: Path) -> int:
    try:
        return (out / NAME).read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def wait_for_lines(lines: int, out: Path, grader: "subprocess.Popen[bytes]") -> None:
    wait_until(lambda: lines_in(out) >= lines or grader.poll() is not None)


@pytest.mark.thorough
def test_a_grader_that_is_killed_again_and_again_comes_to_the_same(in_one_go: Graded, tmp_path: Path) -> None:
    """Each time it is killed when one record more is there, or a little later."""
    pauses = random.Random("moments")
    for lines in (1, 3):
        grader = started(in_one_go, tmp_path)
        wait_for_lines(lines, tmp_path, grader)
        for _ in range(pauses.randrange(3) * 100_000):
            pass
        grader.send_signal(signal.SIGKILL)
        grader.communicate()
        assert lines_in(tmp_path) >= lines
    done = started(in_one_go, tmp_path).communicate()
    assert done == (
        f"6 submissions: 3 failed, 2 rejected, 1 missing\n{tmp_path / 'index.html'}\n".encode(),
        b"",
    )
    assert files_of(tmp_path) == in_one_go.results


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="signals are of other systems")
def test_ctrl_c_loses_nothing_and_says_so(in_one_go: Graded, tmp_path: Path) -> None:
    grader = started(in_one_go, tmp_path)
    wait_for_lines(2, tmp_path, grader)
    assert grader.poll() is None
    grader.send_signal(signal.SIGINT)
    said = grader.communicate()
    assert grader.returncode == 130
    assert said == (
        b"",
        f"grader: what has ended is kept in {tmp_path}: the same command goes on.\n".encode(),
    )
    assert records_in(tmp_path)


@pytest.mark.thorough
def test_four_parts_that_were_joined_are_the_same_bytes(in_one_go: Graded, tmp_path: Path) -> None:
    parts = [tmp_path / str(number) for number in range(1, 5)]
    for number, part in enumerate(parts, start=1):
        in_one_go.again(part, Way(part, 2, part=(number, 4)))
    merge(parts[::-1], tmp_path / "whole")
    with pytest.raises(UsageError, match="holds the results of a part of a class"):
        in_one_go.again(parts[0])
    assert files_of(tmp_path / "whole") == in_one_go.results
    for wrong, why in (
        (parts[1:], r"of 4 parts these are missing: 1\."),
        ([*parts, parts[2]], "part 3 of 4 was given 2 times"),
        ([parts[0], tmp_path / "whole"], "holds the results of a whole class"),
        ([parts[0], tmp_path / "none"], "holds no results"),
    ):
        with pytest.raises(UsageError, match=why):
            merge(wrong, tmp_path / "wrong")
    assert not (tmp_path / "wrong").exists()
    results = read_results(parts[0])
    assert results is not None
    other = replace(results.configuration, seed="8")
    (parts[0] / NAME).write_bytes(complete(other, results.records))
    with pytest.raises(UsageError, match="its seed differs"):
        merge(parts[::-1], tmp_path / "wrong")
    (parts[0] / NAME).write_bytes(b"".join((parts[0] / NAME).read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(UsageError, match="was not graded to its end"):
        merge(parts, tmp_path / "wrong")


@pytest.mark.thorough
def test_the_exit_status_says_whether_all_passed(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "ada.py").write_text("def (")
    done = run_grader(tmp_path / "all", "--out", tmp_path / "out", "--seed", "7")
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.startswith(b"1 submission: 1 rejected\n")


def test_what_a_student_wrote_reaches_no_page_as_more_than_text(in_one_go: Graded, tmp_path: Path) -> None:
    """Hostile names and a hostile file, graded for real: the page of results holds them as text."""
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "<script>alert(1)<\\script>=1+1\x1b[2J\u202e.py").write_text("<script>alert(2)</script>")
    (folder / "=cmd.py").write_text(STARTER[:100])
    here = dataclasses.replace(in_one_go, folder=folder)
    assert here.again(tmp_path / "out") == 2
    for name, content in files_of(tmp_path / "out").items():
        assert b"<script>alert" not in content or not name.endswith(".html")
        assert b"\x1b" not in content
        assert "\u202e".encode() not in content
    assert b"\n'=cmd," in (tmp_path / "out" / "results.csv").read_bytes()
