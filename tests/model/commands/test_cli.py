"""What all commands of `python -m model` have in common: help, and ends that are not the good one."""

import os
import shutil
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from model.commands.cli import main
from model.weights import find_frozen


def run(*arguments: object, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "model", *map(str, arguments)]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    path = tmp_path / "few.txt"
    path.write_text("emma\nolivia\nava\n")
    return path


def test_the_help_shows_every_command_with_its_whole_sentence_and_an_example() -> None:
    shown = run("--help").stdout
    assert "..." not in shown.partition("Commands:")[2]
    for name in main.commands:
        assert f"\n    python -m model {name}" in shown


@pytest.mark.parametrize("name", list(main.commands))
def test_the_help_of_each_command_ends_with_an_example(name: str) -> None:
    assert f"Example: python -m model {name}" in run(name, "--help").stdout.splitlines()[-1]


@pytest.mark.parametrize("name", [None, *main.commands])
def test_every_help_says_the_exit_statuses(name: str | None) -> None:
    shown = " ".join(run(*([name] if name else []), "--help").stdout.split())
    assert "Exit status: 0 done; 1 interrupted" in shown


def test_the_version_is_that_of_the_project() -> None:
    assert run("--version").stdout == f"fruitless {version('fruitless')}\n"


def test_help_needs_no_heavy_import() -> None:
    program = "import sys, model.__main__; print({'numpy', 'rich', 'jinja2'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("sample",), ("info",), ("inspect", "anna"), ("graph", "a*b")])
def test_a_reader_that_has_gone_is_no_error_to_speak_of(arguments: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = run(*arguments, stdout=theirs)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, "")


def test_an_interrupted_training_ends_in_a_word(few: Path) -> None:
    command = [sys.executable, "-m", "model", "step", "5", "--names", str(few), "--steps", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        while not process.stdout.readline().startswith("step"):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.stderr.read().strip() == "Aborted!"
    assert process.returncode == 1


@pytest.mark.parametrize("command", ["sample", "inspect"])
@pytest.mark.parametrize("temperature", ["0", "-1", "1e-320", "1001", "nan", "inf", "warm"])
def test_a_temperature_is_a_number_from_a_thousandth_to_a_thousand(command: str, temperature: str) -> None:
    done = CliRunner().invoke(main, [command, "anna", f"--temperature={temperature}"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Invalid value for '--temperature'" in done.stderr


@pytest.mark.slow
def test_what_is_read_is_never_overwritten(few: Path, tmp_path: Path) -> None:
    weights, link = tmp_path / "weights.json", tmp_path / "link.json"
    shutil.copy(find_frozen(), weights)
    link.symlink_to(weights)
    for arguments in (
        ("train", "--names", few, "--out", few, "--steps", 1),
        ("compare", "--names", few, "--out", few, "--steps", 1),
        ("inspect", "anna", "--weights", weights, "--out", link),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert "would overwrite what is read; give the path of another file" in done.stderr
    assert few.read_text() == "emma\nolivia\nava\n"
    assert weights.read_bytes() == find_frozen().read_bytes()


def test_linear_algebra_takes_one_thread_however_many_there_are() -> None:
    program = (
        "import numpy, model.weights; from threadpoolctl import threadpool_info;"
        "print({pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas'})"
    )
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "{1}\n"
