"""The 32,033 names of the makemore data set, which come along, or another file of names."""

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

from model.errors import NamesError

PUBLISHED = Path(__file__).resolve().parents[1] / "data" / "names.txt"
SHA256 = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"
MAX_LETTERS = 15  # with BOS before it, a name then fits into the 16 positions of the model
MAX_BYTES = 1 << 24


def load_names(path: Path | None = None) -> tuple[str, ...]:
    """The names in file order, lower case a-z, of 1 to 15 letters; duplicates stay. Raises NamesError.

    Without a `path` they are the published ones.
    """
    path = path or PUBLISHED
    return parse_names(_read(path), str(path))


def parse_names(data: bytes, place: str) -> tuple[str, ...]:
    """The names in the bytes of a file, one a line; blank lines are skipped. Raises NamesError."""
    try:
        lines = data.decode("utf-8-sig").split("\n")  # some editors put a mark at the beginning
    except UnicodeDecodeError as error:
        raise NamesError(
            f"{place}: is not UTF-8 text (byte {error.start}); give a text file of names"
        ) from None
    names = []
    for number, line in enumerate(lines, start=1):
        name = line.strip()
        if not name:
            continue
        if not (name.isascii() and name.isalpha() and name.islower()):
            raise NamesError(f"{place}: line {number}: {name[:40]!r} has characters other than a to z")
        if len(name) > MAX_LETTERS:
            found = f"found one of {len(name)}"
            raise NamesError(
                f"{place}: line {number}: a name may have at most {MAX_LETTERS} letters, {found}"
            )
        names.append(name)
    if not names:
        raise NamesError(f"{place}: has no names; put one on each line")
    return tuple(names)


def fingerprint(names: Sequence[str]) -> str:
    """The sha256 of the names, one a line: that of the published file if they are the published names."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def shuffled(names: Sequence[str], rng: random.Random) -> list[str]:
    """The order in which the course trains on them; its `rng` is `random.Random(42)`, used on afterwards."""
    documents = list(names)
    rng.shuffle(documents)
    return documents


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise NamesError(f"{path}: is a folder; give the path of a text file with one name a line")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NamesError(f"{path}: no such file; give the path of a text file with one name a line") from None
    except (OSError, ValueError) as error:
        raise NamesError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(data) > MAX_BYTES:
        raise NamesError(f"{path}: has more than {MAX_BYTES:,} bytes; give a text file with one name a line")
    return data
