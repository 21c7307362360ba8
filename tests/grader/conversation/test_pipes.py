"""Lines come out as they went in, whatever the packets; and no packet holds a deadline up."""

import contextlib
import os
import threading
from collections.abc import Iterator
from io import FileIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.conversation.deadlines import no_time
from grader.conversation.pipes import MAX_LINE, Closed, Flooded, LineReader

FOREVER = 60.0  # seconds


class Source:
    """The other end of a reader's pipe."""

    def __init__(self) -> None:
        read, self.write = os.pipe()
        self.pipe = FileIO(read)
        self.reader = LineReader(self.pipe)

    def drip(self, pieces: Iterator[bytes]) -> threading.Thread:
        """Write each piece by itself, until the reader's end is closed."""

        def act() -> None:
            with contextlib.suppress(BrokenPipeError):
                for piece in pieces:
                    os.write(self.write, piece)
            os.close(self.write)

        thread = threading.Thread(target=act)
        thread.start()
        return thread


@given(st.lists(st.binary(min_size=1, max_size=9) | st.just(b"\n"), max_size=30))
def test_lines_do_not_depend_on_the_packets(pieces: list[bytes]) -> None:
    source = Source()
    thread = source.drip(iter(pieces))
    *lines, rest = b"".join(pieces).split(b"\n")
    assert [source.reader.line(lambda: FOREVER) for _ in lines] == lines
    with pytest.raises(Closed):
        source.reader.line(lambda: FOREVER)
    assert source.reader.buffer == rest
    thread.join()
    source.pipe.close()


def test_packets_without_an_end_do_not_hold_a_deadline_up() -> None:
    """The deadline is looked at after every packet, and ends the waiting though there is always one more."""
    source = Source()
    stop = threading.Event()
    thread = source.drip(iter(lambda: b"" if stop.is_set() else b"x", b""))
    looks = iter([FOREVER] * 20)
    assert source.reader.line(lambda: next(looks, 0.0)) is None
    assert next(looks, None) is None
    assert source.reader.line(no_time) is None
    stop.set()
    thread.join()
    source.pipe.close()


def test_what_has_come_is_a_line_even_when_the_time_is_over() -> None:
    source = Source()
    os.write(source.write, b"a\nb\n")
    assert source.reader.line(lambda: FOREVER) == b"a"
    assert source.reader.line(no_time) == b"b"
    assert source.reader.line(no_time) is None
    os.close(source.write)


def test_a_line_without_an_end_is_a_flood() -> None:
    source = Source()
    thread = source.drip(iter([b"x" * MAX_LINE, b"x"]))
    with pytest.raises(Flooded):
        source.reader.line(lambda: FOREVER)
    thread.join()
    source.pipe.close()


def test_nobody_reads_from_the_next_pipe_that_gets_the_number_of_one_that_was_closed() -> None:
    """The thread of a reader is about to read when its pipe is closed, and the number is given to another."""
    first = Source()
    number = first.pipe.fileno()
    first.pipe.close()
    other, others_end = os.pipe()
    assert other == number
    os.write(first.write, b"mine\n")
    os.write(others_end, b"not yours\n")
    assert first.reader.line(lambda: FOREVER) == b"mine"
    os.write(first.write, b"mine again\n")
    assert first.reader.line(lambda: FOREVER) == b"mine again"
    assert os.read(other, 100) == b"not yours\n"
    for descriptor in (first.write, other, others_end):
        os.close(descriptor)
