"""Every command ends with an exit status of the list: 1 is a grade, and never a traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.commands.cli import main
from grader.errors import GraderFault, Rejected, UsageError
from model.errors import TargetError
from tests.grader.making import REPOSITORY, run_grader

BLANK = ("bot/bot.py", "--only", "blank", "--seed", "7")


def ended_with(error: BaseException, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """What a command that meets this error says, and its exit status."""

    def fail(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("grader.grading.run.grade", fail)
    monkeypatch.setattr("grader.grading.risk.make_risk_report", fail)
    return CliRunner().invoke(main, list(arguments or ("bot.py",)), prog_name="grade")


UNFORESEEN = [
    ValueError("\x1b[2Jodd"),
    RecursionError(),
    MemoryError(),
    AssertionError(),
    UnicodeError(),
    OSError(5, "no"),
]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("arguments", [("bot.py",), ("risk", "f")], ids=["run", "risk"])
def test_an_error_that_nobody_foresaw_is_the_graders_own_with_status_4(
    error: Exception, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = ended_with(error, monkeypatch, *arguments)
    assert (done.exit_code, done.stdout) == (4, "")
    assert f"grader: {type(error).__name__}" in done.stderr
    assert "an error of the grader itself, not of the submission" in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    (kept,) = tmp_path.iterdir()
    assert str(kept) in done.stderr
    assert kept.read_text().startswith("Traceback")
    assert type(error).__name__ in kept.read_text()


def test_a_traceback_that_cannot_be_kept_is_no_second_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    done = ended_with(ValueError("odd"), monkeypatch)
    assert done.exit_code == 4
    assert "could not be kept" in done.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [(UsageError("so"), 2), (TargetError("so"), 2), (Rejected("so"), 3), (GraderFault("so"), 4)],
    ids=["wrong use", "no place to write", "rejected", "a fault"],
)
def test_each_of_our_own_errors_has_its_status(
    error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = ended_with(error, monkeypatch)
    assert done.exit_code == status
    assert done.stderr.startswith("grader: so\n")


def test_an_interrupted_grading_ends_as_a_shell_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended_with(KeyboardInterrupt(), monkeypatch).exit_code == 130


def test_a_guard_that_is_no_submission_is_rejected(tmp_path: Path) -> None:
    guard = tmp_path / "bot.py"
    guard.write_text("x =")
    done = run_grader("risk", "f", "--guard", guard)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"Python cannot read this file" in done.stderr


PRINTING = [BLANK, (*BLANK, "--json", "-"), ("risk", "--help"), ("--list",)]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_stdout_that_is_full_is_told_with_status_2(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = started(*arguments, stdout=full)
    assert done.returncode == 2
    assert (
        done.stderr == b"grader: stdout cannot be written to (No space left on device): send it elsewhere.\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_has_gone_is_no_error(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = started(*arguments, stdout=nobody)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_a_grade_that_nobody_reads_still_has_its_status(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_text("x =")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        assert started(str(path), stdout=nobody).returncode == 3


def started(*arguments: str, stdout: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "grader", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, stdout=stdout, stderr=subprocess.PIPE)  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(os.name != "posix", reason="only a POSIX shell closes a stream so")
@pytest.mark.parametrize("arguments", [BLANK, (*BLANK, "--json", "-")], ids=["text", "json"])
def test_a_stdout_that_is_closed_is_told_with_status_2(arguments: tuple[str, ...]) -> None:
    script = ('exec "$@" >&-', "sh", sys.executable, "-m", "grader", *arguments)
    done = run_grader(*script, program=("sh", "-c"))
    assert (done.returncode, done.stderr) == (
        2,
        b"grader: stdout is closed: send it somewhere, if only to a file.\n",
    )


@pytest.mark.parametrize("command", [(), ("run",), ("risk",), ("self-test",)])
def test_every_help_lists_the_exit_statuses_and_every_command_its_version(command: tuple[str, ...]) -> None:
    shown = run_grader(*command, "--help").stdout.decode()
    listed = re.findall(r"^  (\d)  (.+)$", shown.partition("Exit status:\n")[2], re.MULTILINE)
    statuses = dict(listed)
    assert statuses["2"] == "wrong use or environment"
    assert statuses["4"] == "an error of the grader itself"
    if command in ((), ("run",)):
        assert list(statuses) == ["0", "1", "2", "3", "4"]
        assert (statuses["1"], statuses["3"]) == ("graded, something failed", "rejected")
    version = run_grader(*command, "--version")
    assert (version.returncode, version.stderr) == (0, b"")
    assert re.fullmatch(rb"fruitless \d+\.\d+\.\d+\S*\n", version.stdout)
