"""The same gradings on a cluster of dask.distributed: what a lost worker had is graded again by another."""

import contextlib
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from grader.cohort.job import Done, Job, grade_job
from grader.cohort.kit import Kit
from grader.errors import UsageError
from grader.report.text import printable

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 4  # submissions that wait at each thread of the cluster
SECONDS = 30  # to find the scheduler

_one_at_a_time = threading.Lock()


def grade_bytes(kit: bytes, job: bytes) -> bytes:
    """`grade_job`, for who may be on another machine. A process of the cluster does one at a time."""
    with _one_at_a_time:
        done = grade_job(msgspec.msgpack.decode(kit, type=Kit), msgspec.msgpack.decode(job, type=Job))
    return msgspec.msgpack.encode(done)


@contextlib.contextmanager
def cluster(address: str) -> "Iterator[Client]":
    """A connection to a scheduler. Raises UsageError where none answers, or the extra is missing."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(f"--dask needs dask.distributed ({error}): pip install 'fruitless[dask]'") from error
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {address} ({error}).") from error
    with client:
        yield client


def on_cluster(client: "Client", kit: Kit, jobs: Iterable[Job]) -> Iterator[Done]:
    """What came of each job, as each ends."""
    from distributed import Future, as_completed

    packed = msgspec.msgpack.encode(kit)
    numbers: dict[object, int] = {}

    def submit(job: Job) -> "Future[bytes]":
        future = client.submit(grade_bytes, packed, msgspec.msgpack.encode(job), pure=False)
        numbers[future.key] = job.number
        return future

    waiting = iter(jobs)
    places = sum(client.nthreads().values()) or 1
    ended = as_completed(map(submit, islice(waiting, AHEAD * places)), loop=client.loop)
    for future in ended:
        number = numbers.pop(future.key)
        if future.status == "finished":
            yield msgspec.msgpack.decode(future.result(), type=Done)
        else:
            yield Done(number, error=printable(f"the cluster gave no answer: {future.exception()!r}"))
        for job in islice(waiting, 1):
            ended.add(submit(job))
