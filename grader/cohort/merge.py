"""Parts of one class, graded apart, joined: the same results as if they had been graded together."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.cohort.folder import finish, held
from grader.cohort.journal import Results, read_results
from grader.cohort.record import Outcome
from grader.errors import UsageError


def merge(folders: Sequence[Path], out: Path) -> Counter[Outcome]:
    """Join the parts in these folders into results in `out`; how many submissions came to what.

    Raises UsageError for parts that are no parts of one class, or not all of them, or not graded to their end.
    """
    parts = [part_in(folder) for folder in folders]
    first = parts[0].configuration
    numbers = Counter[int]()
    for folder, part in zip(folders, parts, strict=True):
        mine = part.configuration
        if mine.part is None or first.part is None:
            raise UsageError(f"{folder} holds the results of a whole class: there is nothing to join.")
        if differs := different(part, parts[0]):
            raise UsageError(f"{folder} is of another grading than {folders[0]}: its {differs} differs.")
        numbers[mine.part[0]] += 1
    assert first.part is not None
    count = first.part[1]
    if missing := [number for number in range(1, count + 1) if not numbers[number]]:
        raise UsageError(f"of {count} parts these are missing: {', '.join(map(str, missing))}.")
    if twice := [number for number, times in numbers.items() if times > 1]:
        raise UsageError(f"part {twice[0]} of {count} was given {numbers[twice[0]]} times.")
    records = [record for part in parts for record in part.records]
    whole = msgspec.structs.replace(first, part=None, submissions_sha256=None)
    with held(out):
        if (old := read_results(out)) is not None and old.configuration.part is not None:
            raise UsageError(
                f"{out} holds the results of a part of a class: choose another folder for --out."
            )
        finish(out, whole, records, None, anew=True)
    return Counter(record.outcome for record in records)


def part_in(folder: Path) -> Results:
    results = read_results(folder)
    if results is None:
        raise UsageError(f"{folder} holds no results: give the folders that --shard wrote.")
    if not results.is_complete:
        raise UsageError(f"{folder} was not graded to its end: start its command again, it goes on.")
    return results


def different(one: Results, other: Results) -> str:
    """The first setting in which two parts differ, by its name; empty where none does."""
    for name in one.configuration.__struct_fields__:
        if name == "part":
            apart = (one.configuration.part or (0, 0))[1] != (other.configuration.part or (0, 0))[1]
        else:
            apart = getattr(one.configuration, name) != getattr(other.configuration, name)
        if apart:
            return "number of parts" if name == "part" else name
    return ""
