"""The command that a report prints repeats the run, as it stands, in the folder where it was started."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from grader.commands.cli import main
from grader.commands.frame.start import started_as
from grader.commands.outputs import ABOUT
from grader.commands.run import run_command
from grader.grading.run import repeat_command
from grader.grading.settings import Settings
from tests.grader.making import REPOSITORY, run_grader
from tests.grader.report.samples import GRADED

GRADE = Path(sys.executable).with_name("grade")


@pytest.mark.parametrize(
    ("argv", "original", "words"),
    [
        (["/x/grader/__main__.py", "b.py"], ["python", "-m", "grader", "b.py"], ("python", "-m", "grader")),
        (["/x/grader/__main__.py"], [".venv/bin/python", "-Pmgrader"], (".venv/bin/python", "-Pmgrader")),
        (["/x/__main__.py", "a", "b"], ["py", "-P", "-mgrader", "a", "b"], ("py", "-P", "-mgrader")),
        ([".venv/bin/grade", "b.py"], ["/x/python", ".venv/bin/grade", "b.py"], (".venv/bin/grade",)),
        (["/nowhere/grade", "-m"], ["/x/python", "/nowhere/grade", "-m"], ("/nowhere/grade",)),
    ],
)
def test_the_program_is_what_was_typed(argv: list[str], original: list[str], words: tuple[str, ...]) -> None:
    assert started_as(argv, original) == words


def test_a_program_that_the_shell_found_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{GRADE.parent}{os.pathsep}{os.environ['PATH']}")
    assert started_as([str(GRADE), "b.py"], [sys.executable, str(GRADE), "b.py"]) == ("grade",)


AWKWARD = "é '\u00a0.py".encode() + b"\xff\x1b[2J.py"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a file's name is bytes on POSIX only")
@pytest.mark.parametrize(
    ("name", "encoding"),
    [(AWKWARD, "utf-8"), ("é ü.py".encode(), "ascii"), (b"-h.py", "utf-8"), (b"risk", "utf-8")],
    ids=["awkward", "few letters", "an option", "a command"],
)
def test_bash_repeats_the_run_from_the_text_of_the_report(name: bytes, encoding: str, tmp_path: Path) -> None:
    """A file that is rejected is enough: what counts is that the same file is found again."""
    path = tmp_path / os.fsdecode(name)
    path.write_text("x =")
    given = path.name if path.suffix and not path.name.startswith("-") else f"./{path.name}"
    program = (os.path.relpath(GRADE, tmp_path),)
    done = run_grader(given, "--seed", "a 'b'", program=program, cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (3, b"")
    lines = done.stdout.decode(encoding).split("\n")
    command = lines[next(n for n, line in enumerate(lines) if line.endswith("the same run again:")) + 1]
    again = subprocess.run(["bash", "-c", f"{command} --json -"], cwd=tmp_path, capture_output=True)
    assert (again.returncode, again.stderr) == (3, b"")
    told = json.loads(again.stdout)
    assert told["seed"] == "a 'b'"
    assert told["sha256"] is not None


@pytest.mark.slow
def test_a_file_that_was_read_and_rejected_has_its_sha256(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_bytes(b"x =")
    told = json.loads(run_grader(path, "--json", "-").stdout)
    assert told["sha256"] == "180e6929bae4a33240ca19d9d2ee7c07bb6e67e09a038202f9eb536861f4a10d"


EVERY_OPTION = {
    "seed": "a b",
    "policy": str(REPOSITORY / "policies" / "colours.toml"),
    "weights": "other.json",
    "only": "stem",
    "timeout": "30",
    "thorough": None,
    "view": "student",
    "sandbox": "limited",
    "require_sandbox": "limited",
}
# What is shown of a run, and where: that changes nothing of it.
SHOWN = {"paths", "full", "list_families", "is_watched", *ABOUT}
# Of a class, whose reports name the run of one file.
OF_A_CLASS = {"out", "workers", "shard", "similar", "dask"}


def test_the_command_has_every_option_that_changes_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each option of a grading is either one of those, or named above as one that shows."""
    assert {str(option.name) for option in run_command.params} - {
        "version"
    } <= EVERY_OPTION.keys() | SHOWN | OF_A_CLASS
    seen: list[Settings] = []

    def graded(_path: Path, settings: Settings, _progress: object) -> object:
        seen.append(msgspec.structs.replace(settings, program=("grade",)))
        return msgspec.structs.replace(GRADED, verdict="passed")

    monkeypatch.setattr("grader.grading.run.grade", graded)
    words = [f"--{name}={value}" if value else f"--{name}" for name, value in EVERY_OPTION.items()]
    first = ["bot.py", *(word.replace("_", "-") for word in words)]
    assert CliRunner().invoke(main, first).exit_code == 0
    again = shlex.split(repeat_command(Path("bot.py"), "a b", seen[0]))
    assert CliRunner().invoke(main, again[1:]).exit_code == 0
    assert seen[0] == seen[1]
