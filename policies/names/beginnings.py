"""What ordinary names begin with: the beginnings that a bot must not refuse."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

BEGINNINGS = Path(__file__).parents[1] / "beginnings.txt"
COMMON = 20  # so many names of the data set make a beginning common

_HEADER = f"""\
# Beginnings, of any length, of at least {COMMON} names of the data set, each with the number of names.
# Made from the names by: python -m policies beginnings --names PATH
"""


class BeginningsError(Exception):
    """A names or beginnings file that cannot be used: says which, where and why."""


def count_beginnings(names: Iterable[str]) -> dict[str, int]:
    """Every beginning of at least COMMON of the names (repeated names count again), in alphabetical order."""
    counts = Counter(name[:length] for name in names for length in range(1, len(name) + 1))
    return {beginning: counts[beginning] for beginning in sorted(counts) if counts[beginning] >= COMMON}


def read_names(path: Path) -> tuple[str, ...]:
    """The names of a data set, one a line, in the order of the file. Raises BeginningsError."""
    names = tuple(_read(path).split("\n"))
    names = names[:-1] if names[-1] == "" else names
    for number, name in enumerate(names, start=1):
        if not (name.isascii() and name.isalpha() and name.islower()):
            raise BeginningsError(f"{path}, line {number}: {name!r} is not a name of lower-case letters a-z")
    if not names:
        raise BeginningsError(f"{path}: has no names: give a file with one name a line")
    return names


def read_beginnings(path: Path | None = None) -> dict[str, int]:
    """The common beginnings and their counts; without a path, the shipped ones. Raises BeginningsError."""
    path = BEGINNINGS if path is None else path
    beginnings: dict[str, int] = {}
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if line.startswith("#"):
            continue
        beginning, _, count = line.partition(" ")
        if not (beginning.isascii() and beginning.isalpha() and beginning.islower() and count.isdecimal()):
            raise BeginningsError(f"{path}, line {number}: expected letters and a count, as in 'ab 201'")
        if beginning in beginnings or int(count) < COMMON:
            raise BeginningsError(f"{path}, line {number}: {beginning!r} is repeated or below {COMMON} names")
        beginnings[beginning] = int(count)
    if not beginnings:
        raise BeginningsError(f"{path}: has no beginnings: make it with `python -m policies beginnings`")
    return beginnings


def format_beginnings(beginnings: Mapping[str, int]) -> str:
    """The text of a beginnings file, which `read_beginnings` reads back."""
    return _HEADER + "".join(f"{beginning} {count}\n" for beginning, count in beginnings.items())


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise BeginningsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BeginningsError(f"{path}, byte {error.start}: is not UTF-8") from error
