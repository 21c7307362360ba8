"""`python -m bot new DIR` writes a student's kit, whole or not at all."""

import re
import subprocess
from pathlib import Path

import pytest

import bot.kit
from bot.kit import KitError, write_kit
from bot.starter import without_solution
from grader.judging import score
from grader.submission.editable import ALLOWED_IMPORTS
from grader.submission.freeze import check_frozen
from grader.submission.parsing import parse
from grader.submission.pristine import pristine_bot
from policies import load

from .building import BOT, GRAMMAR, WEIGHTS, serve

FILES = {"ASSIGNMENT.md", "bot.py", "model.json", "requests.txt"}
ASSIGNMENT = (BOT.parent / "kit" / "ASSIGNMENT.md").read_text(encoding="utf-8")


def new(directory: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return serve(b"", "new", str(directory), program=("-m", "bot"), cwd=cwd)


def content(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


@pytest.mark.parametrize("target", ["kit", "deep/er/kit", "empty", "."])
def test_it_fills_a_new_or_empty_folder(target: str, tmp_path: Path) -> None:
    if target == "empty":
        (tmp_path / "empty").mkdir()
    result = new(target, tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    kit = tmp_path / target
    assert content(kit) == FILES
    assert (kit / "model.json").read_bytes() == WEIGHTS.read_bytes()
    assert (kit / "bot.py").read_text() == without_solution(BOT.read_text())
    assert all(path.stat().st_mode & 0o444 for path in kit.iterdir())


def test_its_requests_run_through_its_bot(tmp_path: Path) -> None:
    write_kit(tmp_path)
    requests = (tmp_path / "requests.txt").read_bytes()
    result = serve(requests, program=("-I", "bot.py"), cwd=tmp_path)
    responses = result.stdout.splitlines(keepends=True)
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(responses) == requests.count(b"\n")
    assert all(map(GRAMMAR.fullmatch, responses))


@pytest.mark.parametrize("occupant", ["file", "folder with a file", "file as parent"])
def test_it_never_overwrites(occupant: str, tmp_path: Path) -> None:
    target = tmp_path / "kit"
    (tmp_path / "note.txt").write_text("mine")
    if occupant == "file":
        target.write_text("mine")
    elif occupant == "folder with a file":
        target.mkdir()
        (target / "bot.py").write_text("mine")
    else:
        target = tmp_path / "note.txt" / "kit"
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    result = new(target, tmp_path)
    assert (result.returncode, result.stdout) == (2, b"")
    (line,) = result.stderr.decode().splitlines()
    assert line.startswith(f"bot new: {target} ")
    assert {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("is_there", [True, False])
def test_it_leaves_nothing_behind_when_a_file_fails(
    is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.kit, "TEXTS", ("ASSIGNMENT.md", "no such file"))
    kit = tmp_path / "kit"
    if is_there:
        kit.mkdir()
    with pytest.raises(KitError, match="cannot be written: No such file"):
        write_kit(kit)
    assert kit.exists() == is_there
    assert list(tmp_path.rglob("*")) == [kit] * is_there


def test_a_folder_is_asked_for(tmp_path: Path) -> None:
    result = serve(b"", "new", program=("-m", "bot"), cwd=tmp_path)
    assert (result.returncode, content(tmp_path)) == (2, set())
    assert b"DIRECTORY" in result.stderr


def test_the_assignment_says_what_the_grader_does() -> None:
    points = {part: int(n) for part, n in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", ASSIGNMENT, re.MULTILINE)}
    assert points == {
        "requests": score.REQUESTS,
        "names": score.NAMES,
        "protocol and robustness": score.PROTOCOL,
    }
    (sentence,) = re.findall(r"You may import (.*?) and the like", ASSIGNMENT, re.DOTALL)
    modules = set(re.findall(r"`(\w+)`", sentence))
    assert {"ahocorasick", "regex"} < modules <= ALLOWED_IMPORTS


def test_the_assignment_names_what_is_in_the_kit_and_the_bot() -> None:
    source = BOT.read_text()
    for name in ("is_safe_request(prefixes)", "is_safe_name(name)", "BLOCKED_PREFIX_PATTERNS", "ORDINARY"):
        assert name in source
        assert name in ASSIGNMENT
    assert set(re.findall(r"\b[\w.]+\.(?:py|txt|json|md)\b", ASSIGNMENT)) <= FILES
    assert f"{load().stem.share:.0%}" == "75%"  # "three quarters"


@pytest.mark.parametrize("policy", ["colours", "fruit5"])
def test_it_comes_in_the_words_of_another_policy(policy: str, tmp_path: Path) -> None:
    file = BOT.parent.parent / "policies" / f"{policy}.toml"
    words = load(file).words
    result = serve(b"", "new", "kit", "--policy", str(file), program=("-m", "bot"), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    for name in ("ASSIGNMENT.md", "bot.py", "requests.txt"):
        text = (tmp_path / "kit" / name).read_text(encoding="utf-8")
        assert name == "requests.txt" or words.one in text
        if policy == "colours":
            assert not re.search(r"fruit\b|fruits|plum|mang|appl\b|lemo|banana", text, re.IGNORECASE)
    kit = (tmp_path / "kit" / "bot.py").read_bytes()
    assert check_frozen(parse("bot.py", kit), pristine_bot()) == ()


def test_a_bad_policy_leaves_no_kit(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("name = 1")
    result = serve(b"", "new", "kit", "--policy", "bad.toml", program=("-m", "bot"), cwd=tmp_path)
    assert result.returncode == 2
    assert b"bad.toml" in result.stderr
    assert not (tmp_path / "kit").exists()
