"""A pack: every file that a place needs, as bytes by path, and how they become a folder."""

import uuid
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from grader.errors import UsageError
from grader.packs.message import not_graded
from grader.packs.orders import ORDERS, POLICY, WEIGHTS, Orders, to_json
from grader.packs.there import UNFINISHED
from grader.report.archive import mode_of
from policies import FRUIT

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(__file__).with_name("files")
PACKAGES = ("bot", "grader", "model", "policies")

Pack = Mapping[str, bytes]
"""The content of each file by its path in the pack."""


def make_pack(orders: Orders, policy: Path | None, weights: Path) -> Pack:
    """Raises UsageError for an installation that lacks a file."""
    try:
        common = {
            ORDERS: to_json(orders),
            POLICY: (policy or FRUIT).read_bytes(),
            WEIGHTS: weights.read_bytes(),
            "requirements.txt": locked("run"),
            **dict(packages()),
        }
        return {
            "gradescope": for_gradescope,
            "classroom50": for_classroom50,
            "prairielearn": for_prairielearn,
        }[orders.place](orders, common)
    except OSError as error:
        raise UsageError(
            f"{error.filename} cannot be read ({error.strerror}): install the grader again."
        ) from error


def for_gradescope(orders: Orders, common: Pack) -> Pack:
    """The root of the zip: two programs, and what they need."""
    return {
        **common,
        "setup.sh": file("setup.sh"),
        "run_autograder": file("run_autograder"),
        "uv.txt": locked("uv"),
        "unfinished.json": not_graded(orders, UNFINISHED),
    }


def for_classroom50(_orders: Orders, common: Pack) -> Pack:
    """The folder CLASSROOM/autograders/ASSIGNMENT of the configuration's repository."""
    return {**common, "autograder.py": file("start.py")}


def for_prairielearn(orders: Orders, common: Pack) -> Pack:
    """The folder of a question."""
    tests = {
        **common,
        "start.py": file("start.py"),
        "unfinished.json": not_graded(orders, UNFINISHED),
    }
    digest = sha256(b"".join(name.encode() + content for name, content in sorted(tests.items())))
    # Two questions of one course may not have one identity, and a pack that is made again keeps its own.
    identity = str(uuid.UUID(bytes=digest.digest()[:16], version=4)).encode()
    return {
        "info.json": file("info.json").replace(b"UUID", identity),
        "question.html": file("question.html"),
        **{f"tests/{name}": content for name, content in tests.items()},
    }


def packages() -> Iterator[tuple[str, bytes]]:
    """The grader itself, as it is installed here."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"lib/{path.relative_to(ROOT).as_posix()}", path.read_bytes()


def file(name: str) -> bytes:
    return (FILES / name).read_bytes()


def locked(name: str) -> bytes:
    """Versions and hashes of what is to be installed: beside this file in a wheel, else at the checkout's root."""
    installed = FILES / f"{name}.txt"
    return (installed if installed.is_file() else ROOT / "requirements" / f"{name}.txt").read_bytes()


def write_folder(pack: Pack, folder: Path) -> None:
    """Write the pack into a new or empty folder. Raises UsageError, with nothing left behind in a new one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty: name a new folder, so that nothing is overwritten.")
        for name, content in pack.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(mode_of(content))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}): name another folder.") from error
