"""Every submission below some paths, each with its student; what cannot be graded is there too, and says why.

A folder holds files of one student each, or folders of one student each, or both. Of several files in a student's
folder, or by one student in a download of Canvas, the one that is called bot.py is meant.
"""

import itertools
import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.cohort.finding.platforms import (
    GRADESCOPE,
    MOST_METADATA,
    Student,
    gradescope_students,
    own_name,
    student_of,
)
from grader.errors import UsageError
from grader.report.text import bounded, printable

BOT = "bot.py"
# What nobody handed in: leftovers of systems and editors.
LEFTOVERS = frozenset({"__MACOSX", "__pycache__", "Thumbs.db"})
DEEPEST = 4  # folders of one student below each other


class Found(msgspec.Struct, frozen=True):
    """What one student handed in: the file to grade, or why there is none."""

    key: str
    """Where it is, from the path that was given: printable, different for each, and what all are ordered by."""
    student: Student
    path: Path | None
    why: str = ""


def find(paths: Sequence[Path], leave_out: Path) -> tuple[Found, ...]:
    """What is below the paths, ordered by key; the folder to leave out is that of the results.

    Raises UsageError for a path that is not there, and for no submission.
    """
    if any(path.is_dir() and leave_out.exists() and leave_out.samefile(path) for path in paths):
        raise UsageError(f"{leave_out} holds the submissions: choose another folder for --out.")
    found = [one for path in paths for one in below(path, "" if len(paths) == 1 else _title(path), leave_out)]
    if not found:
        places = ", ".join(map(str, paths))
        raise UsageError(
            f"{places}: holds no submission: give a folder of .py files, or of folders with one each."
        )
    return tuple(sorted(_told_apart(found), key=lambda one: one.key))


def below(path: Path, title: str, leave_out: Path) -> Iterator[Found]:
    """The submissions of one path; its title begins their keys where several were given."""
    if not os.path.lexists(path):
        raise UsageError(f"{path} is not there: give the path of a folder of submissions.")
    if not path.is_dir():
        yield _found(path, title or path.name, Student(path.stem))
        return
    try:
        entries = _entries(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from error
    students = _metadata(path)
    by_student: dict[Student, list[tuple[str, Path]]] = defaultdict(list)
    for entry in entries:
        place = f"{title}/{entry.name}" if title else entry.name
        known = student_of(entry.name)
        if entry.is_dir(follow_symlinks=False):
            if leave_out.exists() and leave_out.samefile(entry.path):
                continue
            student = students.get(entry.name) or (known[0] if known else Student(entry.name))
            yield _of_folder(Path(entry.path), place, student)
        elif known:
            by_student[known[0]].append((known[1], Path(entry.path)))
        elif entry.name.endswith(".py"):
            yield _found(Path(entry.path), place, Student(Path(entry.name).stem))
        elif entry.is_symlink():
            yield _missing(place, Student(entry.name), "a symbolic link: hand in the file itself")
    for student, files in by_student.items():
        yield from _of_download(student, files, title)


def _of_folder(folder: Path, place: str, student: Student) -> Found:
    """What a student's folder holds."""
    try:
        files = list(_python_files(folder, DEEPEST))
    except OSError as error:
        return _missing(place, student, f"the folder cannot be read ({error.strerror})")
    named = [file for file in files if own_name(file.name) == BOT]
    chosen = named if named else files
    # The one that lies nearest, if it is alone there.
    nearest = [file for file in chosen if len(file.parts) == min(len(other.parts) for other in chosen)]
    if len(nearest) == 1:
        return _found(nearest[0], f"{place}/{nearest[0].relative_to(folder).as_posix()}", student)
    return _missing(place, student, _which(nearest, folder) if files else "no .py file in the folder")


def _of_download(student: Student, files: Sequence[tuple[str, Path]], title: str) -> Iterator[Found]:
    """What one student handed in by files whose names begin alike."""
    python = [(own, path) for own, path in files if own.endswith(".py")]
    named = [(own, path) for own, path in python if own_name(own) == BOT]
    chosen = named if len(named) == 1 else python
    first = f"{title}/{files[0][1].name}" if title else files[0][1].name
    if len(chosen) == 1:
        path = chosen[0][1]
        yield _found(path, f"{title}/{path.name}" if title else path.name, student)
    elif chosen:
        yield _missing(first, student, _which([path for _, path in chosen], chosen[0][1].parent))
    else:
        yield _missing(first, student, "no .py file was handed in")


def _which(files: Sequence[Path], folder: Path) -> str:
    names = sorted(file.relative_to(folder).as_posix() for file in files)
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"which of {', '.join(names[:3])}{more} is meant? Keep one, or call it {BOT}"


def _found(path: Path, key: str, student: Student) -> Found:
    return Found(printable(key), _printable(student), path)


def _missing(key: str, student: Student, why: str) -> Found:
    return Found(printable(key), _printable(student), None, printable(why))


def _printable(student: Student) -> Student:
    return Student(bounded(printable(student.name)), bounded(printable(student.id)), student.late)


def _python_files(folder: Path, deepest: int) -> Iterator[Path]:
    """The .py files in a folder and the folders in it. A link to a folder is not followed."""
    for entry in _entries(folder):
        if entry.is_dir(follow_symlinks=False):
            if deepest > 1:
                yield from _python_files(Path(entry.path), deepest - 1)
        elif entry.name.endswith(".py"):
            yield Path(entry.path)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    """What is in a folder, in the order of names, without what nobody handed in."""
    with os.scandir(folder) as entries:
        kept = [entry for entry in entries if entry.name[:1] != "." and entry.name not in LEFTOVERS]
    return sorted(kept, key=lambda entry: os.fsencode(entry.name))


def _metadata(folder: Path) -> Mapping[str, Student]:
    """What a Gradescope export says of its folders."""
    path = folder / GRADESCOPE
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.lstat().st_size > MOST_METADATA:
            return {}
        return gradescope_students(path.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return {}


def _title(path: Path) -> str:
    return Path(os.path.abspath(path)).name  # noqa: PTH100 - a link keeps its own name


def _told_apart(found: Iterable[Found]) -> Iterator[Found]:
    """The same, with a number behind a key that is there already."""
    taken = set[str]()
    for one in found:
        numbers = (f"{one.key} ({number})" for number in itertools.count(2))
        key = next(key for key in itertools.chain([one.key], numbers) if key not in taken)
        taken.add(key)
        yield msgspec.structs.replace(one, key=key)
