"""The command line: the report on stdout, complaints on stderr, and an exit status that means something."""

import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.commands.cli import main
from grader.grading.run import grade
from grader.grading.settings import Settings
from grader.probes.plan import FAMILIES_ABOUT
from grader.sandbox import Limits, describe
from tests.grader.making import REPOSITORY, SHIPPED, THREE_WORDS, run_grader, with_more

BOT = REPOSITORY / "bot" / "bot.py"
HOSTILE_TEXT = "\x1b[2J\x1b]0;title\x07 [red]red[/red] <b>bold</b> \u202e\u2028 ::notice:: =HYPERLINK(1)"
# What a terminal may get of a report: lines of printable characters.
PLAIN = re.compile(r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]*")


def test_the_families_are_listed_with_what_they_do() -> None:
    done = run_grader("--list")
    assert (done.returncode, done.stderr) == (0, b"")
    listed = " ".join(done.stdout.decode().split())
    for name, about in FAMILIES_ABOUT.items():
        assert f"{name} {about}" in listed


def test_the_help_names_every_limit_and_what_happens_there() -> None:
    shown = " ".join(run_grader("run", "--help").stdout.decode().split())
    for name, value, effect in describe(Limits()):
        assert f"{name}: {value} {effect}" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Usage: python -m grader"),
        (("--seed", "7"), "give the path of a bot.py"),
        ((BOT, "--only", "fruit"), "there is no family 'fruit': `python -m grader --list` shows them"),
        ((BOT, "--timeout", "0"), "0.1<=x<=600"),
        ((BOT, "--timeout", "nan"), "--timeout takes a number of seconds"),
        ((BOT, "--sandbox", "none"), "isolated"),
        (
            (BOT, "--policy", "no-such.toml"),
            "grader: the policy cannot be used: no-such.toml: cannot be read",
        ),
        ((BOT, "--policy", BOT), "grader: the policy cannot be used: "),
        ((BOT, "--weights", "no-such.json"), "grader: the weights cannot be used: "),
        ((BOT, "--json", "no/such/folder/report.json"), "grader: no/such/folder/report.json: the folder "),
        ((BOT, "--json", "tests"), "grader: tests: is a folder"),
        (("missing\x1b[2J\udcff.py",), r"grader: missing\x1b[2J\udcff.py cannot be read"),
        (("tests",), "tests is a folder: give --out RESULTS to grade all that is in it, or the path of one"),
        ((BOT, "extra.py"), "several paths need --out RESULTS"),
        ((BOT, "--workers", "2"), "--workers is for many submissions: give --out RESULTS too"),
        (
            ("tests", "--out", "o", "--shard", "5/4", "--seed", "7"),
            "'5/4' is no part: 2/4 is the second of four",
        ),
        (("tests", "--out", "o", "--shard", "1/4"), "--shard needs --seed: all parts must be asked the same"),
        (("tests", "--out", "o", "--json", "-"), "--json is for one submission, and --out for many"),
        (
            ("no-such", "--out", "o"),
            "grader: no-such is not there: give the path of a folder of submissions.",
        ),
    ],
)
def test_wrong_use_is_told_in_a_sentence_with_status_2(arguments: tuple[str | Path, ...], said: str) -> None:
    done = CliRunner().invoke(main, list(map(str, arguments)), prog_name="python -m grader")
    complaint = done.stderr
    assert done.exit_code == 2
    assert said in complaint
    assert "Traceback" not in complaint
    assert done.stdout == ""
    if complaint.startswith("grader: "):
        assert PLAIN.fullmatch(complaint.rstrip("\n"))


@pytest.mark.slow
def test_a_part_of_the_plan_is_graded_with_another_policy_other_weights_and_time(tmp_path: Path) -> None:
    """The shipped bot knows fruits and not drinks, and its model may be any that fits."""
    policy, weights, report = tmp_path / "drinks.toml", tmp_path / "other.json", tmp_path / "report.json"
    policy.write_text(THREE_WORDS)
    content = json.loads((REPOSITORY / "model.json").read_bytes())
    content["state_dict"]["lm_head"] = [[1.5 * x for x in row] for row in content["state_dict"]["lm_head"]]
    weights.write_text(json.dumps(content))
    options = ("--seed", "a b", "--only", "stem", "--only", "near miss", "--timeout", "30")
    done = run_grader(BOT, *options, "--policy", policy, "--weights", weights, "--json", report)
    graded = json.loads(report.read_bytes())
    assert done.returncode == 1
    assert (graded["policy"], graded["verdict"]) == ("drinks", "failed")
    assert [family["name"] for family in graded["families"]] == ["stem", "near miss"]
    assert [example["code"] for example in graded["examples"]] == ["let-through"]
    assert graded["command"] == (
        f"{sys.executable} -m grader {BOT} --seed 'a b' --policy {policy} --weights {weights} "
        "--only stem --only 'near miss' --timeout 30"
    )
    assert "of stem, near miss (a part of the plan has no score)" in done.stdout.decode()


def test_without_a_seed_each_run_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_text("not python")
    seeds = [grade(path, Settings()).seed for _ in range(2)]
    assert seeds[0] != seeds[1]


def hostile_files(folder: Path) -> dict[str, Path]:
    """Files that put their text wherever a report may show it."""
    text = repr(HOSTILE_TEXT)
    hook = f"    sys.stdout.buffer.write(({text} + '\\n').encode()); sys.stdout.flush(); print({text}, file=sys.stderr)"
    sources = {
        "on stdout and stderr": with_more(
            f"def is_safe_request(prefixes):\n{hook}\n    raise ValueError({text})"
        ),
        "in a frozen statement": SHIPPED.replace("MAX_DRAWS = 10", f"MAX_DRAWS = {text}"),
        "in a syntax error": f"x = {text}\ny = $\n",
        "in a name": SHIPPED,
    }
    paths = {}
    for number, (name, source) in enumerate(sources.items()):
        paths[name] = folder / f"bot{number}.py"
        paths[name].write_text(source, encoding="utf-8")
    paths["in a name"] = paths["in a name"].rename(folder / "\x1b[2J\x07[red]\u202e.py")
    return paths


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["on stdout and stderr", "in a frozen statement", "in a syntax error", "in a name"]
)
def test_nothing_of_a_submission_reaches_a_terminal_unescaped(place: str, tmp_path: Path) -> None:
    path = hostile_files(tmp_path)[place]
    report = tmp_path / "report.json"
    done = run_grader(path, "--seed", "7", "--only", "blank", "--json", report)
    assert done.returncode in (0, 1, 3)
    assert done.stderr == b""
    for line in done.stdout.decode().split("\n"):
        assert PLAIN.fullmatch(line)
    assert b"[red]" in done.stdout or place == "in a syntax error"
    content = report.read_bytes()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", content)
    for text in strings(json.loads(content)):
        assert all(PLAIN.fullmatch(line) for line in text.split("\n"))


def strings(value: object) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.slow
def test_a_terminal_that_knows_few_letters_gets_escapes(tmp_path: Path) -> None:
    path = tmp_path / "é.py"
    path.write_text("x =")
    done = run_grader(path, "--seed", "é\udcff", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (3, b"")
    assert rb"rejected  " in done.stdout
    assert rb"\xe9.py" in done.stdout
    assert rb"/'$'\xc3\xa9''.py'" in done.stdout  # in the command, which stays exact


PROBLEMS = 'name = "drinks"\n[anywhere]\nsoft = ["cola", "emma"]\n'


@pytest.mark.slow
@pytest.mark.parametrize(("view", "is_named"), [("instructor", True), ("student", False)])
def test_a_policy_with_problems_is_graded_with_and_said_to_have_them(
    tmp_path: Path, view: str, is_named: bool
) -> None:
    policy = tmp_path / "drinks.toml"
    policy.write_text(PROBLEMS)
    done = run_grader(BOT, "--policy", policy, "--only", "embedded", "--view", view)
    (said,) = done.stderr.decode().splitlines()
    assert said.startswith(f"grader: {policy}: ")
    assert said.endswith(f". All of them: python -m policies check {policy}")
    assert ("'emma' bans 'emma'" in said) == is_named
    assert done.returncode == 1
