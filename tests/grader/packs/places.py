"""Scratch roots with the layouts that the places document, and packs in them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.packs.making import make_pack, write_folder
from grader.packs.orders import Orders, Place
from model.weights import find_frozen
from tests.grader.making import ALLOW_ALL, with_region

# Rejected before anything of it runs: what is about the way there and back takes no longer than it must.
REJECTED = with_region("import os\n" + ALLOW_ALL)
FAULTY = "def grade(*_):\n    raise ValueError('a fault of the grader')\n"


def write_pack(place: Place, folder: Path, **settings: Any) -> None:
    """A pack in this folder; its seed is fixed, for a report of which nothing is left to chance."""
    write_folder(make_pack(Orders(place, **{"seed": "1", **settings}), None, find_frozen()), folder)


def break_grader(pack: Path) -> None:
    """Give the grader in a pack a fault of its own: it ends with 4."""
    (pack / "lib" / "grader" / "grading" / "run.py").open("a").write(FAULTY)


def hand_in(folder: Path, files: Mapping[str, str]) -> None:
    """What a student hands in: texts by path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(
    program: str | Path, *arguments: str | Path, cwd: Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """A program with this environment alone, as a container starts it."""
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={"COLUMNS": "120", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def path_with_this_python() -> str:
    """A PATH on which python3 is the one of these tests."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.defpath])


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content
