"""Answer a large request file with several processes, in order, byte for byte what one process answers.

Every slot has a random stream of its own, so a request needs nothing but its line and its number.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from bot import bot

LINES_A_BATCH = 256  # enough that handing over costs nothing, few enough that answers keep flowing
BYTES_A_BATCH = 1 << 16  # so many end a batch too: lines may be long
BATCHES_A_WORKER = 3  # how far reading may run ahead: bounds the memory, whatever the file's length


def prepare_worker(arguments: list[str]) -> None:
    """Load the weights; leave Ctrl-C, which every process of a terminal gets, to the process that reads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bot.prepare(arguments)


def answer_batch(first_request: int, batch: list[bytes], seed: str) -> bytes:
    """The responses to consecutive request lines, the first of them numbered `first_request`."""
    return b"".join(bot.answer(raw, first_request + index, seed) for index, raw in enumerate(batch))


def batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines in lists, each of LINES_A_BATCH or of just over BYTES_A_BATCH, the last one shorter."""
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == LINES_A_BATCH or size > BYTES_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def answer_in_parallel(lines: Iterable[bytes], seed: str, arguments: list[str], jobs: int) -> Iterator[bytes]:
    """Yield the responses, a batch at a time and in order.

    `arguments` is the bot's own command line, from which each of the `jobs` processes prepares itself.
    Raises concurrent.futures.process.BrokenProcessPool when a worker dies.
    """
    # Spawned workers share nothing with this process, so the result is the same on every platform. Each is a new
    # Python, which would import from the current folder before it is told this process's path.
    os.environ["PYTHONSAFEPATH"] = "1"
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, context, initializer=prepare_worker, initargs=(arguments,))
    try:
        pending: deque[Future[bytes]] = deque()
        request = 0
        for batch in batches(lines):
            pending.append(pool.submit(answer_batch, request, batch, seed))
            request += len(batch)
            if len(pending) > jobs * BATCHES_A_WORKER:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)  # nobody waits for what was read ahead
