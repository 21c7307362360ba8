"""Grade a class: from paths to a folder of results, and on from where an earlier run ended."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.cohort.crew import prepare, side_by_side
from grader.cohort.entries import Entry, look_at, open_entry
from grader.cohort.finding.find import find
from grader.cohort.folder import finish, held, write_page
from grader.cohort.job import Done, Job
from grader.cohort.journal import Journal, Results, read_results
from grader.cohort.kit import Kit, configuration_of, kit_of, plan_digest, shared_by
from grader.cohort.record import Configuration, Outcome, Record
from grader.cohort.similar import check_extra, similar_pairs
from grader.errors import UsageError
from grader.grading.run import of_equal_bytes
from grader.grading.settings import Settings
from grader.report.record import Report

Crew = Callable[[Iterable[Job]], Iterator[Done]]
"""Jobs in, what came of each out, in whatever order they end."""


class Way(msgspec.Struct, frozen=True):
    """How a class is graded: nothing of it has a part in what comes out, but which part of all it is."""

    out: Path
    workers: int
    part: tuple[int, int] | None = None  # which, from 1, of how many
    dask: str | None = None  # the address of a scheduler
    similar: bool = False


def grade_class(
    paths: Sequence[Path], settings: Settings, way: Way, progress: Callable[[int, int], None]
) -> Counter[Outcome]:
    """Grade all submissions below the paths; how many came to what.

    Raises UsageError for paths, settings or a folder of results that cannot be used.
    """
    if way.similar:
        check_extra()
    found = find(paths, way.out)
    kit = kit_of(settings)
    with held(way.out) as descriptors:
        old = read_results(way.out)
        if old is not None and old.configuration.part != way.part:
            whole = "a whole class" if old.configuration.part is None else "a part of a class"
            raise UsageError(f"{way.out} holds the results of {whole}: choose another folder for --out.")
        if settings.seed is None and old is not None:
            kit = msgspec.structs.replace(kit, seed=old.configuration.seed)
        configuration = configuration_of(kit, found, way.part)
        first, step = (way.part[0] - 1, way.part[1]) if way.part else (0, 1)
        entries = look_at(found)[first::step]
        records = still_right(old, configuration, entries)
        todo = [entry for entry in entries if entry.found.key not in records]
        with (
            crew_for(todo, kit, way, descriptors) as crew,
            Journal(way.out, configuration, records.values()) as journal,
        ):
            for number, record in enumerate(graded(todo, dict(records), kit, crew), start=1):
                write_page(way.out, record)
                journal.add(record)
                records[record.key] = record
                progress(number, len(todo))
        pairs = similar_pairs(entries, records) if way.similar else None
        finish(way.out, configuration, records.values(), pairs)
    return Counter(record.outcome for record in records.values())


@contextlib.contextmanager
def crew_for(todo: Sequence[Entry], kit: Kit, way: Way, descriptors: Sequence[int]) -> Iterator[Crew]:
    """Who grades. Raises UsageError for what is not to be had, before anything is written."""
    if way.dask is not None:
        from grader.cohort.cluster import cluster, on_cluster

        with cluster(way.dask) as client:
            yield lambda jobs: on_cluster(client, kit, jobs)
        return
    if todo:
        prepare(kit)
    yield lambda jobs: side_by_side(kit, jobs, min(way.workers, len(todo)), descriptors)


def still_right(
    old: Results | None, configuration: Configuration, entries: Sequence[Entry]
) -> dict[str, Record]:
    """The records of an earlier run that say what this one would, by key."""
    if old is None or old.configuration != configuration:
        return {}
    earlier = {record.key: record for record in old.records}
    return {
        key: msgspec.structs.replace(earlier[key], same_as=entry.same_as)
        for entry in entries
        if (key := entry.found.key) in earlier and entry.is_graded(earlier[key])
    }


def graded(todo: Sequence[Entry], known: Mapping[str, Record], kit: Kit, crew: Crew) -> Iterator[Record]:
    """A record for each entry, as each ends; `known` are those of others. Files with the same bytes are run once.

    A file that was not run may have its own path in its report: each is looked at.
    """
    settings, plan = kit.settings(), plan_digest(shared_by(kit))
    runs: dict[str, Report] = {}
    ready: list[Record] = []
    given: list[Entry] = []
    shown = {entry.same_as for entry in todo}

    def remember(record: Record) -> Record:
        if (record.key in shown or record.same_as) and (report := record.read_report()) and report.sandbox:
            runs[report.sha256 or ""] = report
        return record

    def jobs(entries: Iterable[Entry]) -> Iterator[Job]:
        for entry in entries:
            now, source = open_entry(entry.found)
            now = msgspec.structs.replace(now, same_as=entry.same_as)
            path = entry.found.path
            if path is None or (now.why and not now.is_rejected):
                ready.append(now.record("missing"))
            elif now.sha256 in runs:
                report = of_equal_bytes(runs[now.sha256], path, kit.seed, settings)
                ready.append(now.record(report.verdict, report=report))
            else:
                given.append(now)
                yield Job(len(given) - 1, str(path), source, now.why)

    for record in known.values():
        remember(record)
    first = [entry for entry in todo if entry.same_as is None]
    for entries in (first, [entry for entry in todo if entry.same_as is not None]):
        for done in crew(jobs(entries)) if entries else ():
            yield from ready
            ready.clear()
            yield remember(as_record(given[done.number], done, plan))
        yield from ready
        ready.clear()


def as_record(entry: Entry, done: Done, plan: str) -> Record:
    """What came of an entry whose plan should have this digest."""
    if done.error:
        return entry.record("error", done.error)
    if done.plan != plan:
        return entry.record("error", "another plan was graded: is the grader there another version?")
    report = msgspec.json.decode(done.report, type=Report)
    return entry.record(report.verdict, report=report)
