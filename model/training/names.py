"""The 32,033 names of the makemore data set: from a path, else from a cache folder, else downloaded once."""

import hashlib
import http.client
import random
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from model.errors import NamesError, TargetError
from model.files import write_whole

URL = "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt"
SHA256 = "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d"
MAX_LETTERS = 15  # with BOS before it, a name then fits into the 16 positions of the model
MAX_BYTES = 1 << 24
TIMEOUT = 30.0  # seconds without a byte


def load_names(path: Path | None = None, *, url: str = URL, cache: Path | None = None) -> tuple[str, ...]:
    """The names in file order, lower case a-z, of 1 to 15 letters; duplicates stay.

    Without a `path` they come from the `cache` folder (the user's, unless given), into which they are
    downloaded the first time; that copy must have the published file's sha256. Raises NamesError.
    """
    if path is not None:
        return parse_names(_read(path), str(path))
    cached = (cache or _cache_folder()) / "names.txt"
    data = _read(cached) if cached.is_file() else b""
    if hashlib.sha256(data).hexdigest() != SHA256:  # absent, or damaged since
        data = _download(url)
        try:
            cached.parent.mkdir(parents=True, exist_ok=True)
            write_whole(cached, data)
        except (OSError, TargetError):
            pass  # a read-only home costs a download each time, no more
    return parse_names(data, str(cached))


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


def _cache_folder() -> Path:
    import platformdirs  # where each system wants caches

    return platformdirs.user_cache_path("fruitless", appauthor=False)


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


def _download(url: str) -> bytes:
    remedy = f"download {URL} by other means and pass it with `--names PATH`"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
            data: bytes = response.read(MAX_BYTES)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise NamesError(f"the names could not be downloaded from {url} ({reason}); {remedy}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise NamesError(f"{url}: is not the published file (sha256 {found}, expected {SHA256}); {remedy}")
    return data
