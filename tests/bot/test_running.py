"""The bot as a process: how it is started, what its options do, and how it ends."""

import contextlib
import importlib.metadata
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .building import BOT, GRAMMAR, REPOSITORY, SAY_YES, WEIGHTS, serve, with_region

SEVEN = b"j\nab\na b c\n\nj!\nappl\nxxplumxx\n"
BLANKS = b"\n" * 20


@pytest.fixture(params=["bot/bot.py", "python -m bot", "model.json beside", "model.json above"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """The ways to start the bot."""
    if request.param == "bot/bot.py":
        return (str(BOT),)
    if request.param == "python -m bot":
        return ("-m", "bot")
    folder = tmp_path if request.param == "model.json beside" else tmp_path / "inner"
    folder.mkdir(exist_ok=True)
    shutil.copy(WEIGHTS, tmp_path)
    shutil.copy(BOT, folder / "my_bot.py")
    return (str(folder / "my_bot.py"),)


def test_the_seven_lines_get_five_answers_and_two_refusals(program: tuple[str, ...]) -> None:
    for seed in ("0", "1", "2"):
        result = serve(SEVEN, "--seed", seed, program=program)
        lines = result.stdout.decode().splitlines()
        names = [line.removeprefix("OK: ").split(", ") for line in lines[:5]]
        assert all(line.startswith("OK: ") for line in lines[:5])
        assert [[name[: len(prefix)] for name, prefix in zip(answer, asked, strict=True)]
                for answer, asked in zip(names, EXPECTED, strict=True)] == EXPECTED  # fmt: skip
        assert [line.partition(":")[0] for line in lines[5:]] == ["REFUSE", "REFUSE"]
        assert (result.returncode, result.stderr) == (0, b"")


EXPECTED = [["j"], ["ab"], ["a", "b", "c"], [""], ["j"]]


def test_every_way_of_starting_gives_the_same_bytes(program: tuple[str, ...]) -> None:
    assert serve(SEVEN, "--seed=1", program=program).stdout == serve(SEVEN, "--seed=1").stdout


def test_the_model_beside_the_file_is_taken_before_the_one_above(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "model.json").write_text("not for this bot")
    shutil.copy(BOT, tmp_path / "inner")
    shutil.copy(WEIGHTS, tmp_path / "inner")
    assert serve(b"j\n", program=(str(tmp_path / "inner" / "bot.py"),)).returncode == 0


def test_the_bot_file_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    # Isolated and without site-packages, so the guard's two libraries are out of reach.
    (tmp_path / "bot.py").write_text(with_region(SAY_YES))
    shutil.copy(WEIGHTS, tmp_path)
    result = serve(SEVEN, program=("-I", "-S", str(tmp_path / "bot.py")))
    assert (result.returncode, result.stdout.count(b"OK: "), result.stderr) == (0, 7, b"")


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["", "7", "-7", "any text, ü \U0001f600", "x" * 10_000])
def test_a_seed_is_any_text_and_repeats_a_run(program: tuple[str, ...], seed: str) -> None:
    once = serve(BLANKS, f"--seed={seed}", program=program)
    assert once.returncode == 0
    assert serve(BLANKS, program=program, env={"BOT_SEED": seed}).stdout == once.stdout


def test_the_option_wins_over_the_variable() -> None:
    assert serve(BLANKS, "--seed=1", env={"BOT_SEED": "2"}).stdout == serve(BLANKS, "--seed=1").stdout


def test_a_seed_that_is_not_utf8_repeats_a_run_too() -> None:
    once = serve(BLANKS, b"--seed=\xff")
    assert (once.returncode, once.stderr) == (0, b"")
    assert serve(BLANKS, b"--seed=\xff").stdout == once.stdout


def test_other_seeds_give_other_names_and_no_seed_a_new_one() -> None:
    runs = [serve(BLANKS, "--seed=1"), serve(BLANKS, "--seed=2"), serve(BLANKS), serve(BLANKS)]
    assert len({run.stdout for run in runs}) == 4


def test_the_examples_of_the_docstring_and_the_assignment_are_real(tmp_path: Path) -> None:
    assert serve(b"j\nab cy\nappl\n", "--seed=42").stdout.decode().splitlines() == [
        "OK: jaren",
        "OK: abilen, cylla",
        "REFUSE: prefix 1 leads to a fruit.",
    ]
    (tmp_path / "bot.py").write_text(with_region(SAY_YES))
    shutil.copy(WEIGHTS, tmp_path)
    starter = (str(tmp_path / "bot.py"),)
    assert serve(b"appl\n", "--seed=42", program=starter).stdout == b"OK: apples\n"
    for text in (BOT.read_text(), (BOT.parent / "kit" / "ASSIGNMENT.md").read_text()):
        assert "OK: jaren\n    OK: abilen, cylla\n" in text
    assert "--seed 42\n    OK: apples\n" in text


def test_the_temperature_sets_how_daring_the_names_are(program: tuple[str, ...]) -> None:
    cold = serve(b"j\n" * 9, "--temperature=0.001", program=program)
    # Always the likeliest letter; after `jaria` two are as good as equal.
    assert set(cold.stdout.splitlines()) <= {b"OK: jaria", b"OK: jarian"}
    hot = serve(b"j\n" * 9, "--seed=1", "--temperature", "1000", program=program)
    assert len(set(hot.stdout.splitlines())) == 9


def test_other_weights_say_other_names(program: tuple[str, ...], tmp_path: Path) -> None:
    content = json.loads(WEIGHTS.read_text())
    content["state_dict"]["lm_head"].reverse()
    (tmp_path / "reversed.json").write_text(json.dumps(content))
    result = serve(BLANKS, "--seed=1", "--weights", str(tmp_path / "reversed.json"), program=program)
    assert (result.returncode, len(result.stdout.splitlines())) == (0, 20)
    assert result.stdout != serve(BLANKS, "--seed=1").stdout


@pytest.mark.slow
@pytest.mark.parametrize("start", [(str(BOT),), ("-m", "bot"), ("-m", "bot", "--jobs", "2")])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--temperature", "0"], "--temperature must be a number from 0.001 to 1000"),
        (["--temperature", "-1"], "--temperature must be a number from 0.001 to 1000"),
        (["--temperature", "nan"], "--temperature must be a number from 0.001 to 1000"),
        (["--temperature", "inf"], "--temperature must be a number from 0.001 to 1000"),
        (["--temperature", "hot"], "hot"),
        (["--seed"], "--seed"),
        (["--sede", "1"], "--sede"),
        (["extra"], "extra"),
        (["--weights", "no/such.json"], "no/such.json is missing: put model.json beside bot.py"),
        (["--weights", ""], "is missing"),
        (["--weights", "."], "cannot be used as weights"),
    ],
)
def test_a_wrong_option_is_named_with_status_2(start: tuple[str, ...], options: list[str], said: str) -> None:
    result = serve(b"j\n", *options, program=start)
    assert (result.returncode, result.stdout) == (2, b"")
    assert said in result.stderr.decode().splitlines()[-1]
    assert b"Traceback" not in result.stderr


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.pop(key)


def number(value: object) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["state_dict"]["wpe"][3].__setitem__(2, value)


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another format": (lambda content: content.update(format="gpt-2"), "not a tiny-gpt-char-v1 file"),
    "no format": (without("format"), "not a tiny-gpt-char-v1 file"),
    "no config": (without("config"), "config"),
    "no tokenizer": (without("tokenizer"), "tokenizer"),
    "no state_dict": (without("state_dict"), "state_dict"),
    "a smaller config": (lambda content: content["config"].update(block_size=8), "config"),
    "other letters": (lambda content: content["tokenizer"]["uchars"].reverse(), "tokenizer"),
    "no wte": (lambda content: content["state_dict"].pop("wte"), "wte"),
    "a row less": (lambda content: content["state_dict"]["lm_head"].pop(), "lm_head is not 27 x 16"),
    "a column less": (lambda content: content["state_dict"]["wpe"][3].pop(), "wpe is not 16 x 16"),
    "no rows": (lambda content: content["state_dict"].update(wte=7), "int"),
    "not a number": (number(float("nan")), "wpe has a number that is not finite"),
    "infinite": (number(float("inf")), "wpe has a number that is not finite"),
    "too large": (number(10**400), "too large"),
    "text": (number("0.1"), "str"),
    "null": (number(None), "NoneType"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_weights_that_are_not_this_models_are_refused_in_one_line(case: str, tmp_path: Path) -> None:
    damage, said = BROKEN[case]
    content = json.loads(WEIGHTS.read_text())
    damage(content)
    (tmp_path / "model.json").write_text(json.dumps(content))
    refused(tmp_path / "model.json", said)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'"x"', b"null"])
def test_a_file_that_is_no_weights_file_is_refused_in_one_line(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes(data)
    refused(tmp_path / "model.json", "")


def refused(path: Path, said: str) -> None:
    result = serve(b"j\n", "--weights", str(path))
    assert (result.returncode, result.stdout) == (2, b"")
    (line,) = result.stderr.decode().splitlines()
    reason = line.removeprefix(f"bot.py: {path} cannot be used as weights: ")
    assert reason != line
    assert said in reason


def test_a_copy_without_a_model_says_where_to_put_it(tmp_path: Path) -> None:
    shutil.copy(BOT, tmp_path / "bot.py")
    result = serve(b"j\n", program=(str(tmp_path / "bot.py"),))
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"is missing: put model.json beside bot.py, or name one with --weights\n" in result.stderr


def start(program: tuple[str, ...], **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *program, "--seed=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=REPOSITORY,
        **options,
    )


@pytest.mark.parametrize("program", [(str(BOT),), ("-m", "bot")])
def test_each_response_comes_before_the_next_request(program: tuple[str, ...]) -> None:
    with start(program, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in SEVEN.splitlines(keepends=True):
            process.stdin.write(line)
            process.stdin.flush()
            assert GRAMMAR.fullmatch(process.stdout.readline())
        process.stdin.close()
        assert process.stdout.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("program", [(str(BOT),), ("-m", "bot"), ("-m", "bot", "--jobs", "2")])
def test_a_reader_that_goes_away_is_no_error(program: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "requests.txt").write_bytes(b"ma\n" * 3_000)
    with (tmp_path / "requests.txt").open("rb") as requests, start(program, stdin=requests) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"OK: ma")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("program", [(str(BOT),), ("-m", "bot")])
def test_an_interrupt_ends_it_without_a_traceback(program: tuple[str, ...]) -> None:
    with start(program, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"j\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"OK: j")
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
        assert process.stderr.read() == b""


def test_a_terminal_sees_a_prompt_on_stderr_and_a_pipe_does_not() -> None:
    leader, terminal = pty.openpty()
    with start((str(BOT),), stdin=terminal) as process:
        os.close(terminal)
        os.write(leader, b"j\n\x04")  # a request, and the end of input
        stdout, stderr = process.communicate()
    os.close(leader)
    assert GRAMMAR.fullmatch(stdout)
    assert stderr == b"prefixes> prefixes> \n"
    assert serve(b"j\n").stderr == b""


@pytest.mark.slow
def test_a_long_file_shows_its_progress_at_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "requests.txt").write_bytes(b"ma\n" * 1_000)
    for jobs in ("1", "2"):
        shown, responses = at_terminal(tmp_path / "requests.txt", "--jobs", jobs)
        assert "answering" in shown
        assert re.search(r"\x1b\[2K1,000 requests in [\d.]+ s, [\d,]+ a second\r\n$", shown)
        assert responses == serve(b"ma\n" * 1_000, "--seed=1").stdout


def at_terminal(requests: Path, *options: str) -> tuple[str, bytes]:
    """What a terminal shows on stderr while a file is answered into another, and the responses."""
    leader, terminal = pty.openpty()
    responses = requests.with_name("responses.txt")
    with requests.open("rb") as stdin, responses.open("wb") as stdout:
        command = [sys.executable, "-m", "bot", "--seed=1", *options]
        environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=terminal, env=environment)
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # what Linux says when the other end is closed
        while piece := os.read(leader, 65_536):
            shown += piece
    os.close(leader)
    assert process.wait() == 0
    return shown.decode(), responses.read_bytes()


def test_every_help_of_the_package_says_the_exit_statuses_and_the_version_is_the_projects() -> None:
    for command in ([], ["serve"], ["new"]):
        result = serve(b"", *command, "--help", program=("-m", "bot"))
        assert "Exit status: 0 done; 1 a process died; 2 wrong use" in " ".join(
            result.stdout.decode().split()
        )
    version = importlib.metadata.version("fruitless")
    assert serve(b"", "--version", program=("-m", "bot")).stdout.decode() == f"fruitless {version}\n"


def test_help_shows_an_example() -> None:
    for options, example in (
        (["--help"], "printf 'j\\nab cy\\n' | python -m bot --seed 1"),
        (["serve", "--help"], "python -m bot --jobs 2 --seed 1 < requests.txt"),
        (["new", "--help"], "python -m bot new my-bot"),
    ):
        result = serve(b"", *options, program=("-m", "bot"))
        assert (result.returncode, result.stderr) == (0, b"")
        assert example in result.stdout.decode()
    assert b"example: printf 'j\\nab cy\\n' | python bot.py --seed 1" in serve(b"", "--help").stdout
