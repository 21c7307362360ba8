"""The three pipes of a child, each with a thread: what it does or does not do there holds nobody up, on any platform.

What it writes is bounded where it is received, and a deadline holds whatever the size of its packets. Each thread has a
descriptor of its own: if another one closed it, its number could be that of the next child's pipe by the time that the
thread reads.
"""

import contextlib
import os
import queue
import threading
from collections.abc import Iterator
from typing import BinaryIO

from grader.conversation.deadlines import Left, no_time

CHUNK = 65_536
MAX_LINE = 1 << 20  # bytes; the longest honest response, 5,000 names, has a tenth of that
MAX_STDOUT = 16 << 20  # bytes in all
STDERR_TAIL = 64 << 10  # bytes kept and shown to the student; the rest is drained


class Closed(Exception):
    """The child's stdout has ended."""


class Flooded(Exception):
    """More came than anybody asked for."""


@contextlib.contextmanager
def closing(descriptor: int) -> Iterator[None]:
    """Close it in the end. What goes wrong on the way there is the end too."""
    try:
        yield
    except OSError:
        pass
    finally:
        os.close(descriptor)


class LineReader:
    """The lines of a pipe, with deadlines."""

    def __init__(self, pipe: BinaryIO) -> None:
        # What has come and was not handed on; its first `searched` bytes hold no newline.
        self.buffer = bytearray()
        self.searched = 0
        # What the thread has read, and how the pipe has ended; both under the condition.
        self.arrived = bytearray()
        self.end: type[Closed | Flooded] | None = None
        self.changed = threading.Condition()
        threading.Thread(target=self.pump, args=(os.dup(pipe.fileno()),), daemon=True).start()

    def pump(self, descriptor: int) -> None:
        end: type[Closed | Flooded] = Closed
        total = 0
        with closing(descriptor):
            while chunk := os.read(descriptor, CHUNK):
                total += len(chunk)
                if total > MAX_STDOUT:
                    end = Flooded
                    break
                with self.changed:
                    self.arrived += chunk
                    self.changed.notify()
        with self.changed:
            self.end = end
            self.changed.notify()

    def receive(self, left: Left) -> bool:
        """Take whatever has come, or comes in time; False when nothing did.

        Raises Closed at the end, and Flooded above MAX_LINE and MAX_STDOUT.
        """
        with self.changed:
            while not self.arrived and self.end is None:
                if (seconds := left()) <= 0:
                    return False
                self.changed.wait(seconds)
            arrived, self.arrived = self.arrived, bytearray()
            end = self.end
        if not arrived and end is not None:
            raise end
        room = MAX_LINE - len(self.buffer)
        self.buffer += arrived[: room + 1]
        if len(arrived) > room:
            raise Flooded
        return True

    def line(self, left: Left) -> bytes | None:
        """The next line without its newline; None when none was whole in time. Raises Closed and Flooded."""
        is_first = True
        while (place := self.buffer.find(b"\n", self.searched)) < 0:
            self.searched = len(self.buffer)
            # Asked after each packet: without an end of packets there would be no end of this either.
            if not is_first and left() <= 0:
                return None
            if not self.receive(left):
                return None
            is_first = False
        line = bytes(self.buffer[:place])
        del self.buffer[: place + 1]
        self.searched = 0
        return line

    def leftover(self) -> bytes:
        """What has come and was not asked for. Raises Flooded."""
        with contextlib.suppress(Closed):
            self.receive(no_time)
        rest = bytes(self.buffer)
        self.buffer.clear()
        self.searched = 0
        return rest


class Writer:
    """Sends what a child may never read. It takes the pipe over: at its end, the child's input is at its end."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.pump, args=(os.dup(pipe.fileno()),), daemon=True)
        pipe.close()
        self.thread.start()

    def pump(self, descriptor: int) -> None:
        # The child may not read any more: its stdout tells the story.
        with closing(descriptor):
            while (data := self.waiting.get()) is not None:
                view = memoryview(data)
                while view:
                    view = view[os.write(descriptor, view) :]

    def send(self, data: bytes) -> None:
        self.waiting.put(data)

    def close(self) -> None:
        self.waiting.put(None)


class Tail:
    """Drains stderr and keeps its end."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.kept = bytearray()
        self.thread = threading.Thread(target=self.pump, args=(os.dup(pipe.fileno()),), daemon=True)
        self.thread.start()

    def pump(self, descriptor: int) -> None:
        with closing(descriptor):
            while chunk := os.read(descriptor, CHUNK):
                self.kept += chunk
                del self.kept[:-STDERR_TAIL]
