"""Work that a process beside this one does meanwhile, on another core."""

import functools
import io
import multiprocessing
import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


def beside(make: Callable[[], T], of_both: Sequence[object] = ()) -> Callable[[], T]:
    """Begin to make it in a process that is forked from this one; what is returned waits for it, in any thread.

    What is made may refer to the objects `of_both`: these are not sent, for they stand here already. Where the system
    does not fork well, and where that process comes to grief, it is made here when it is asked for.
    """
    if sys.platform != "linux":
        return functools.cache(make)
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(make, of_both, receiver, sender), daemon=True)
    process.start()
    sender.close()

    @functools.cache
    def receive() -> T:
        with receiver:
            try:
                sent = receiver.recv_bytes()
            except (EOFError, OSError):
                sent = b""
        process.join()
        return _Reader(sent, of_both).load() if sent else make()

    asking = threading.Lock()

    def wait() -> T:
        with asking:
            return receive()

    return wait


def _send(
    make: Callable[[], object], of_both: Sequence[object], receiver: Connection, sender: Connection
) -> None:
    """In the process: make it, send it and end, without a word about what goes wrong."""
    receiver.close()
    try:
        written = io.BytesIO()
        _Writer(written, of_both).dump(make())
        sender.send_bytes(written.getbuffer())
    finally:
        os._exit(0)  # nothing of the process that this was forked from is flushed or cleaned up twice


class _Writer(pickle.Pickler):
    """Leaves out what both processes have."""

    def __init__(self, file: io.BytesIO, of_both: Sequence[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(one): number for number, one in enumerate(of_both)}

    def persistent_id(self, one: object) -> int | None:
        return self._numbers.get(id(one))


class _Reader(pickle.Unpickler):
    """Puts it in again."""

    def __init__(self, sent: bytes, of_both: Sequence[object]) -> None:
        super().__init__(io.BytesIO(sent))
        self._of_both = of_both

    def persistent_load(self, number: Any) -> object:
        return self._of_both[number]
