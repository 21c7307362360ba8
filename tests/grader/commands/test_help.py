"""What the group shows is what a user can type: the grading options, the program's own name, completions."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands.cli import main
from grader.commands.run import run_command
from tests.grader.making import REPOSITORY, run_grader

GRADE = Path(sys.executable).with_name("grade")


def test_the_help_shows_the_options_of_a_grading() -> None:
    shown = run_grader("--help").stdout.decode()
    for option in run_command.params[1:]:
        assert option.opts[0] in shown
    for command in main.commands:
        assert f"  {command}" in shown


@pytest.mark.parametrize(
    ("program", "name"), [((GRADE,), "grade"), ((sys.executable, "-m", "grader"), "python -m grader")]
)
@pytest.mark.parametrize("command", [(), ("risk",)])
def test_the_help_speaks_of_the_program_that_was_started(
    program: tuple[str | Path, ...], name: str, command: tuple[str, ...]
) -> None:
    shown = run_grader(*command, "--help", program=program).stdout.decode()
    other = {"grade": "python -m grader", "python -m grader": "  grade "}[name]
    assert shown.startswith(f"Usage: {' '.join((name, *command))} ")
    assert f"\n  {' '.join((name, *command))}" in shown.partition("Examples:")[2]
    assert other not in shown


def completed(*words: str) -> list[str]:
    """What bash would offer for the last word."""
    typed = (f"COMP_WORDS={' '.join(words)}", f"COMP_CWORD={len(words) - 1}")
    done = run_grader(program=("env", "_GRADE_COMPLETE=bash_complete", *typed, GRADE))
    assert done.stderr == b""
    return done.stdout.decode().split()


def test_commands_options_and_paths_are_completed() -> None:
    assert completed("grade", "ri") == ["plain,risk", "file,ri"]
    assert completed("grade", "b") == ["file,b"]
    assert completed("grade", "--se") == ["plain,--seed"]
    assert completed("grade", "--ver") == ["plain,--version"]
    assert completed("grade", "bot.py", "--on") == ["plain,--only"]
    assert completed("grade", "risk", "--gu") == ["plain,--guard"]


def test_the_line_for_bash_that_the_help_gives_defines_the_completion() -> None:
    shown = " ".join(run_grader("--help", program=(GRADE,)).stdout.decode().split())
    line = 'eval "$(_GRADE_COMPLETE=bash_source grade)"'
    assert line in shown
    script = f'PATH="{GRADE.parent}:$PATH"\n{line}\ncomplete -p grade\n'
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, cwd=REPOSITORY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_grade_completion grade" in done.stdout
