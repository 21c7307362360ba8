"""How the programs end where their output cannot go: real processes, as a shell starts them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "model --help",
    "model sample",
    "model info",
    "model inspect anna",
    "model graph a*b",
    "policies --help",
    "policies list",
    "policies explain apple",
    "bot --help",
    "bot --seed 1",
    "bot new --help",
    "lab --help",
    "lab build --help",
)


def run(command: str, stdout: int) -> "subprocess.CompletedProcess[str]":
    """`python -m COMMAND` with a request on stdin; Python holds its output back, as it does for users."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-m", *command.split()],
        input="emma\n",
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=env,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_one_sentence(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(command, full.fileno())
    sentence = "Error: the output could not be written (No space left on device)\n"
    assert (done.returncode, done.stderr) == (2, sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_who_has_gone_is_no_error_worth_a_word(command: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run(command, writer)
    os.close(writer)
    assert (done.returncode in (0, 1), done.stderr) == (True, "")
