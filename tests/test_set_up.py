"""What is installed is decided in the repository: versions and hashes of everything, and the address of nothing."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import REPOSITORY

LISTS = ("run", "lab", "test")
PINNED = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def locked(name: str) -> list[str]:
    """One string a package: its requirement and its hashes."""
    text = (REPOSITORY / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return [re.sub(r"\s+", " ", line) for line in text.replace("\\\n", " ").splitlines()]


def versions(*names: str) -> dict[str, str]:
    found = [re.split("==|[ ;]+", line)[:2] for name in names for line in locked(name)]
    assert len({package for package, _ in found}) == len(found)
    return dict(found)


@pytest.mark.parametrize("name", LISTS)
def test_the_lock_holds_a_version_and_hashes_of_each_package_and_nothing_else(name: str) -> None:
    lines = locked(name)
    assert len(lines) > 5
    assert [line for line in lines if not PINNED.fullmatch(line.strip())] == []


def test_what_brings_a_python_is_locked_too() -> None:
    (line,) = locked("uv")
    assert PINNED.fullmatch(line.strip())
    assert line.startswith("uv==")


def test_the_lock_is_of_what_the_project_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    for name, lines in (
        ("run", project["project"]["dependencies"]),
        ("run", project["dependency-groups"]["set-up"]),
        ("run", project["build-system"]["requires"]),
        ("lab", project["project"]["optional-dependencies"]["lab"]),
        ("test", project["project"]["optional-dependencies"]["test"]),
    ):
        versions_of = versions(*LISTS[: LISTS.index(name) + 1])
        for requirement in map(Requirement, lines):
            assert versions_of[requirement.name] in requirement.specifier, f"{requirement}: run `make lock`"


def in_a_copy(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`make` in a folder that holds the Makefile and nothing else, and with nothing from a make around the tests."""
    (folder / "Makefile").write_bytes((REPOSITORY / "Makefile").read_bytes())
    for name in ("pyproject.toml", "requirements"):
        (folder / name).symlink_to(REPOSITORY / name)
    command = ["make", f"PYTHON={sys.executable}", *arguments]
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES")
    }
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=env)


def test_a_place_where_no_environment_can_be_made_is_one_sentence_that_says_what_to_do(
    tmp_path: Path,
) -> None:
    (tmp_path / "taken").write_text("a file stands where a folder should")
    done = in_a_copy(tmp_path, "grade", "VENV=taken/environment")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert said[-1] == ("taken/environment cannot be made. Name a new folder: make grade VENV=path/to/folder")
    assert "Traceback" not in done.stderr


def test_a_folder_that_holds_something_else_is_not_made_an_environment(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("three years of work")
    done = in_a_copy(tmp_path, "grade", "VENV=mine")
    assert done.returncode != 0
    assert "mine cannot be made. Name a new folder: make grade VENV=path/to/folder\n" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_an_old_python_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = in_a_copy(tmp_path, "test", f"PYTHON={old}")
    assert done.returncode != 0
    assert "This needs Python 3.11 or newer. Name one: make test PYTHON=python3.12\n" in done.stderr


def test_no_line_for_windows_chains_commands_in_a_way_that_powershell_lacks() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if re.match(r" +(py|\.venv\\Scripts)", line)]
    assert len(lines) >= 3
    assert [line for line in lines if "&&" in line] == []
