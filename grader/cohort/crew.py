"""Processes on this machine that grade side by side, and one more in the place of each that dies.

Where processes can be forked they share what is the same for all; elsewhere each makes it once.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType

import msgspec

from grader.cohort.job import Done, Job, grade_job
from grader.cohort.kit import Kit, shared_by
from grader.sandbox.orphans import kill_strays
from grader.sandbox.workshop import close_workshop

ATTEMPTS = 2  # at a submission whose process died
PATIENCE = 10.0  # seconds for a process to end its submission's children

# Elsewhere a fork is not safe, or there is none.
MAY_FORK = sys.platform == "linux"


class Worker:
    """A process that grades one submission after the other."""

    def __init__(self, kit: Kit, inherited: Sequence[int]) -> None:
        context = multiprocessing.get_context("fork") if MAY_FORK else multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.job: Job | None = None
        close = (*inherited, self.pipe.fileno()) if MAY_FORK else ()
        self.process: BaseProcess = context.Process(target=work, args=(kit, theirs, close), daemon=True)
        self.process.start()
        theirs.close()

    def take(self, job: Job) -> None:
        self.job = job
        with contextlib.suppress(OSError):  # it has died: whoever waits for its answer hears of that
            self.pipe.send_bytes(msgspec.msgpack.encode(job))

    def answer(self) -> Done | None:
        """What it sent; None where it died."""
        try:
            return msgspec.msgpack.decode(self.pipe.recv_bytes(), type=Done)
        except (EOFError, OSError):
            return None

    def dismiss(self) -> None:
        """Have it end, and what it has started."""
        self.pipe.close()
        if self.job is not None:
            self.process.terminate()

    def end(self) -> None:
        """Wait until it has."""
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def prepare(kit: Kit) -> None:
    """Make what all share, once for this process and those that are forked from it.

    Raises UsageError for a sandbox that is not to be had.
    """
    shared = shared_by(kit)
    if MAY_FORK:
        shared.make_all()
        gc.freeze()  # what the collector does not touch stays shared
    else:
        _ = shared.protection


def side_by_side(
    kit: Kit, jobs: Iterable[Job], workers: int, inherited: Sequence[int] = ()
) -> Generator[Done, None, None]:
    """What came of each job, as each ends. `inherited` are descriptors that the processes must not keep.

    A job whose process dies is given to another one, and is then an error.
    """
    waiting, again = iter(jobs), deque[Job]()
    died: dict[int, int] = {}
    crew: list[Worker] = []
    try:
        while True:
            for worker in crew:
                if worker.job is None and (job := again.popleft() if again else next(waiting, None)):
                    worker.take(job)
            if len(crew) < workers and (job := again.popleft() if again else next(waiting, None)):
                crew.append(Worker(kit, (*inherited, *(worker.pipe.fileno() for worker in crew))))
                crew[-1].take(job)
                continue
            busy = {worker.pipe: worker for worker in crew if worker.job is not None}
            if not busy:
                return
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                job, worker.job = worker.job, None
                assert job is not None
                if (done := worker.answer()) is not None:
                    yield done
                    continue
                crew.remove(worker)
                worker.dismiss()
                worker.end()
                kill_strays(set())  # what it had started is this process's now, in sessions of its own
                died[job.number] = died.get(job.number, 0) + 1
                if died[job.number] < ATTEMPTS:
                    again.append(job)
                else:
                    yield Done(job.number, error=f"its process ended, {ATTEMPTS} times ({how(worker)})")
    finally:
        for worker in crew:
            worker.dismiss()
        for worker in crew:
            worker.end()


def how(worker: Worker) -> str:
    status = worker.process.exitcode
    return f"killed by signal {-status}" if status is not None and status < 0 else f"exit status {status}"


def work(kit: Kit, pipe: "Connection", close: Sequence[int]) -> None:
    """What a process does until nobody gives it anything more."""
    for descriptor in close:
        os.close(descriptor)
    # Ctrl-C reaches every process of a terminal: it is for the one that gives the work, which ends the others so.
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=follow_parent, daemon=True).start()
    try:
        while True:
            job = msgspec.msgpack.decode(pipe.recv_bytes(), type=Job)
            pipe.send_bytes(msgspec.msgpack.encode(grade_job(kit, job)))
    except (EOFError, OSError):
        return
    finally:
        close_workshop()


def stop(_number: int, _frame: FrameType | None) -> None:
    """End as if asked to, so that what was started is ended and removed."""
    sys.exit(1)


def follow_parent() -> None:
    """End with the process that gives the work, however it ends; what this one started ends with it."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
