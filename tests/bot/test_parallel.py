"""`--jobs N` answers byte for byte what one process answers."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parallel import batches

from .building import BOT, REPOSITORY, SAY_YES, WEIGHTS, serve, with_region

ODD = (
    b"",
    b"\r",
    b"ab c\r",
    b"\xff\xfe",
    b"j\xffk",
    b"!!!",
    b"appl",
    b"q" * 17,
    "j\u2028k".encode(),
    b"\x00",
)


def mixed_lines(count: int) -> list[bytes]:
    rng = random.Random(count)
    common = (b"ma", b"j", b"ka le", b"a")
    return [rng.choice(ODD if rng.random() < 0.6 else common) for _ in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("jobs", "stdin"),
    [
        ("2", b""),
        ("2", b"j"),
        ("2", b"j\n"),
        ("3", b"\n" * 257),  # one more than a batch
        ("2", b"\n".join(mixed_lines(1_900))),  # more batches than are read ahead, no final newline
        ("3", b"\r\n".join(mixed_lines(600)) + b"\r\n"),
    ],
    ids=["empty", "no newline", "one line", "a batch and a line", "many batches", "CRLF"],
)
def test_several_processes_answer_what_one_answers(jobs: str, stdin: bytes) -> None:
    one = serve(stdin, "--seed=7")
    several = serve(stdin, "--jobs", jobs, "--seed=7", program=("-m", "bot"))
    assert (several.returncode, several.stderr) == (0, b"")
    assert several.stdout == one.stdout
    assert several.stdout.count(b"\n") == stdin.count(b"\n") + (not stdin.endswith(b"\n") and stdin != b"")


@pytest.mark.slow
def test_options_and_the_variable_reach_every_process() -> None:
    stdin = b"ma\n" * 300
    options = ("--temperature", "3", "--weights", str(WEIGHTS))
    one = serve(stdin, *options, env={"BOT_SEED": "7"})
    several = serve(stdin, "--jobs=2", *options, program=("-m", "bot"), env={"BOT_SEED": "7"})
    assert several.stdout == one.stdout


def test_a_process_that_dies_is_reported_and_not_passed_over(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    dying = "import os\n" + SAY_YES.replace(
        "return None", "return os._exit(1) if prefixes == ['die'] else None"
    )
    (tmp_path / BOT.parent.name / BOT.name).write_text(with_region(dying))
    shutil.copy(WEIGHTS, tmp_path)
    result = serve(b"ma\n" * 300 + b"die\n", "--jobs=2", "--seed=7", program=("-m", "bot"), cwd=tmp_path)
    assert result.returncode == 1
    assert b"a process died while it answered; run with --jobs 1" in result.stderr
    assert b"Traceback" not in result.stderr


@given(st.lists(st.sampled_from([b"\n", b"ma\n", b"x" * 20_000, b"y" * 70_000]), max_size=600))
def test_a_batch_is_small_whatever_the_lines_are(lines: list[bytes]) -> None:
    made = list(batches(lines))
    assert [line for batch in made for line in batch] == lines
    for batch in made:
        assert 1 <= len(batch) <= 256
        assert sum(map(len, batch[:-1])) <= 65_536


@pytest.mark.parametrize("jobs", ["0", "-1", "1000", "two"])
def test_a_wrong_number_of_jobs_is_named(jobs: str) -> None:
    result = serve(b"j\n", f"--jobs={jobs}", program=("-m", "bot"))
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--jobs" in result.stderr.splitlines()[-1]
