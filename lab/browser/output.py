"""What a student's code prints while it is asked: kept up to a bound, so that no loop of prints fills the page."""

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.sandbox.inside.serve_hooks import NoRequests

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

KEPT = 16 << 10  # bytes of a stream that are shown
FLOOD = 1 << 20  # bytes: more is no debugging


class _Kept(io.RawIOBase):
    """Counts what is written, and keeps the beginning of it."""

    def __init__(self) -> None:
        self.kept, self.written = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        taken = bytes(data)
        self.kept += taken[: KEPT - len(self.kept)]
        self.written += len(taken)
        return len(taken)


class Output:
    """One stream, as text and as bytes, like `sys.stdout`."""

    def __init__(self) -> None:
        self._kept = _Kept()
        self.stream = io.TextIOWrapper(io.BufferedWriter(self._kept), "utf-8", "backslashreplace")

    def take(self) -> bytes:
        """What was printed since it was taken last, cut to KEPT bytes."""
        with contextlib.suppress(ValueError):  # a hook may have closed it
            self.stream.flush()
        taken = bytes(self._kept.kept)
        self._kept.kept.clear()
        return taken

    @property
    def is_flood(self) -> bool:
        """Whether more was printed, in all, than anybody reads."""
        return self._kept.written > FLOOD


@contextlib.contextmanager
def captured(stdout: Output, stderr: Output) -> Iterator[None]:
    """Whatever runs here prints there, and finds nothing to read."""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BufferedReader(NoRequests()))
    sys.stdout, sys.stderr = stdout.stream, stderr.stream
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
