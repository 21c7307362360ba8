"""`python -m policies`, as a person or a script meets it: real processes, their output and exit status."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from policies.names.beginnings import BEGINNINGS

REPOSITORY = Path(__file__).resolve().parents[3]
COMMANDS = ("beginnings", "check", "explain", "label", "list", "write")

Completed = subprocess.CompletedProcess[str]


def run(*arguments: str | Path) -> Completed:
    return subprocess.run(
        [sys.executable, "-m", "policies", *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def refused(done: Completed, *parts: str) -> bool:
    """One sentence on stderr that holds these parts, exit status 2, no traceback, nothing on stdout."""
    lines = done.stderr.strip().splitlines()
    return (
        done.returncode == 2
        and done.stdout == ""
        and len(lines) == 1
        and all(part in lines[0] for part in parts)
    )


def rows(done: Completed) -> list[list[str]]:
    """The cells of a printed table, without its two heading lines."""
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()[2:]]


def test_help_lists_every_command_and_an_example() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "python -m policies explain pearson mybanana" in done.stdout
    assert all(f"\n  {command} " in done.stdout for command in COMMANDS)


def test_the_version_is_that_of_the_project() -> None:
    assert run("--version").stdout == f"fruitless {version('fruitless')}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_the_exit_statuses_and_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert "Exit status: 0 done; 1 a check found something" in done.stdout
    assert f"Example: python -m policies {command}" in done.stdout


def test_starting_loads_nothing_heavy() -> None:
    heavy = "{'regex', 'rich', 'numpy'}"
    code = f"import sys, policies.__main__; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_explain_says_which_word_where_which_group_and_which_rule() -> None:
    assert rows(run("explain", "pearson", "mybanana", "jalen", "Ap-ple", "Dâte\uff53", "pineapple")) == [
        ["pearson", "ordinary", "pear", "[0:4]", "pear", "pome", "anywhere"],
        ["mybanana", "banned", "banana", "[2:8]", "banana", "tropical", "anywhere"],
        ["jalen", "clean"],
        ["apple", "banned", "apple", "[0:5]", "apple", "pome", "anywhere"],
        ["dates", "banned", "date", "[0:5]", "dates", "dried", "whole"],
        ["pineapple", "banned", "pineapple", "[0:9]", "pineapple", "tropical", "anywhere"],
        ["pineapple", "banned", "apple", "[4:9]", "apple", "pome", "anywhere"],
    ]


def test_explain_can_answer_in_json() -> None:
    done = run("explain", "--json", "xfigx", "jalen")
    figs = {"word": "fig", "start": 1, "end": 4, "group": "other", "rule": "anywhere"}
    assert json.loads(done.stdout) == [
        {"name": "xfigx", "verdict": "banned", "matches": [figs]},
        {"name": "jalen", "verdict": "clean", "matches": []},
    ]


def test_explain_needs_letters() -> None:
    assert refused(run("explain", "!!!"), "'!!!'", "no letters")


def test_label_says_the_label_and_the_reason_of_each_prefix_and_of_the_request() -> None:
    done = run("label", "MA", "pearl appl")
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()[2:]]
    assert lines == [
        ["ma", "ALLOW", "1453 names begin with 'ma'"],
        ["pearl", "EITHER", "an ordinary name that contains a banned word by accident"],
        ["appl", "REFUSE", "ends in 'appl', 4 of the 5 letters of 'apple'"],
        ["request:", "REFUSE"],
    ]


def test_label_of_nothing_is_that_of_a_blank_request() -> None:
    assert rows(run("label")) == [["(blank)", "ALLOW", "a", "blank", "request"], ["request:", "ALLOW"]]


def test_label_takes_what_ordinary_people_are_called_from_another_data_set(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("xyzzy\nselim\n")
    assert [row[1] for row in rows(run("label", "xyzzy", "--names", names))] == ["ALLOW", "ALLOW"]
    assert [row[1] for row in rows(run("label", "olivia", "--names", names))] == ["EITHER", "EITHER"]


def test_label_can_answer_in_json() -> None:
    answer = json.loads(run("label", "--json", "j", "kiw").stdout)
    assert answer["request"]["label"] == "REFUSE"
    assert answer["request"]["match"] == {
        "word": "kiwi",
        "start": 0,
        "end": 3,
        "group": "vine",
        "rule": "stem",
    }
    assert [(item["prefix"], item["labelled"]["label"]) for item in answer["prefixes"]] == [
        ("j", "ALLOW"),
        ("kiw", "REFUSE"),
    ]


def test_label_needs_letters() -> None:
    assert refused(run("label", "123", "!"), "no usable letters")


def test_list_prints_every_group_and_json_is_the_whole_policy() -> None:
    text = run("list").stdout
    policy = json.loads(run("list", "--json").stdout)
    assert set(policy) == {
        "name",
        "anywhere",
        "stem",
        "whole",
        "expressions",
        "ordinary",
        "left_out",
        "words",
    }
    for table in ("anywhere", "whole"):
        for group, words in policy[table].items():
            assert f"\n{table}, {group} ({len(words)})\n" in text
            assert all(word in text.split() for word in words)


def test_check_of_the_fruit_policy_finds_nothing() -> None:
    done = run("check")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert "words anywhere" in done.stdout


def test_check_lists_every_problem_of_a_file_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('name = "x"\nordinary = ["jalen"]\n[anywhere]\na = ["ap", "Pear", "plum", "plum"]\n')
    done = run("check", file)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{file}: cannot be used",
        "  anywhere.a[0]: 'ap' is too short: at least 3 letters",
        "  anywhere.a[1]: 'Pear' is not made of the letters a-z alone",
        "  anywhere.a[3]: 'plum' stands in anywhere.a[2] already",
    ]
    assert json.loads(run("check", file, "--json").stdout)["problems"][0]["place"] == "anywhere.a[0]"


def test_check_finds_what_a_valid_policy_bans_by_accident(tmp_path: Path) -> None:
    file, names = tmp_path / "policy.toml", tmp_path / "names.txt"
    file.write_text('name = "x"\n[anywhere]\na = ["gra"]\n')
    names.write_text("jalen\ngrace\n")
    done = run("check", file)
    assert done.returncode == 1
    assert "'gra' bans 'gra', which 94 names begin with" in done.stdout
    assert "'gra' bans the name 'grace'" in done.stdout
    assert run("check", file, "--names", names).stdout.splitlines()[1:] == [
        "  anywhere, a: 'gra' bans the name 'grace': make it ordinary, or the word whole or left out"
    ]


def test_a_policy_that_is_missing_or_bad_is_one_sentence(tmp_path: Path) -> None:
    missing, bad = tmp_path / "none.toml", tmp_path / "bad.toml"
    bad.write_text('name = "x"\n[anywhere]\na = ["Pear"]\n')
    assert refused(run("check", missing), str(missing), "cannot be read")
    assert refused(run("explain", "--policy", missing, "x"), str(missing), "cannot be read")
    assert refused(run("explain", "--policy", bad, "x"), str(bad), "anywhere.a[0]", "'Pear' is not made of")
    assert refused(run("list", "--policy", bad), "anywhere.a[0]")
    assert refused(run("label", "--names", bad, "x"), str(bad), "line 1")


@pytest.mark.slow
def test_write_puts_the_lists_in_once_and_check_tells_before_and_after(tmp_path: Path) -> None:
    bot = tmp_path / "bot.py"
    bot.write_text("BLOCKED_PREFIX_PATTERNS = []\nBLOCKED_OUTPUT_PATTERNS = []\nORDINARY = []\n")
    bot.chmod(0o640)
    before = bot.read_bytes()
    checked = run("write", bot, "--check")
    assert (checked.returncode, bot.read_bytes()) == (1, before)
    assert "BLOCKED_PREFIX_PATTERNS, BLOCKED_OUTPUT_PATTERNS, ORDINARY differ" in checked.stdout
    assert run("write", bot).returncode == 0
    after = bot.read_bytes()
    assert b'"pineapp$"' in after
    assert run("write", bot, "--check").returncode == 0
    assert run("write", bot).stdout == f"{bot}: is up to date\n"
    assert bot.read_bytes() == after
    assert bot.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [bot]  # no temporary file stays behind


def test_write_refuses_a_file_without_the_lists_and_leaves_it_alone(tmp_path: Path) -> None:
    bot = tmp_path / "bot.py"
    bot.write_text("ORDINARY = []\n")
    assert refused(run("write", bot), str(bot), "BLOCKED_PREFIX_PATTERNS is missing")
    assert bot.read_text() == "ORDINARY = []\n"
    assert refused(run("write", tmp_path / "none.py"), "none.py", "cannot be read")


def test_beginnings_makes_the_shipped_file_from_the_names(tmp_path: Path, names_path: Path) -> None:
    out = tmp_path / "beginnings.txt"
    assert run("beginnings", "--names", names_path, "--out", out).returncode == 0
    assert out.read_bytes() == BEGINNINGS.read_bytes()
    assert run("beginnings").stdout == BEGINNINGS.read_text()


def test_beginnings_refuses_a_file_that_is_no_list_of_names(tmp_path: Path) -> None:
    bad = tmp_path / "names.txt"
    bad.write_text("emma\nnot a name\n")
    assert refused(run("beginnings", "--names", bad), f"{bad}, line 2")
    out = tmp_path / "nowhere" / "out.txt"
    bad.write_text("emma\n" * 20)
    assert refused(run("beginnings", "--names", bad, "--out", out), str(out), "cannot be written")
