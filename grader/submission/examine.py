"""The process that inspects one file: the file on stdin, the answer on stdout. See inspection.py for its other end.

Needs the standard library's `ast` and msgspec alone, so that it starts fast.
"""

import gc
import os
import sys

from grader.errors import Rejected
from grader.submission.answer import READY, encode
from grader.submission.freeze import check_frozen, shapes_of
from grader.submission.parsing import check_compiles, parse
from grader.submission.pristine import Pristine, pristine_bot
from grader.submission.syntax import Difference

CPU_SECONDS = 5
MEMORY_BYTES = 1 << 30


def main(path: str) -> None:
    """Inspect the file on stdin, which the user calls `path`, and end this process."""
    pristine = pristine_bot()
    shapes_of(pristine)
    limit_this_process()
    gc.disable()  # nothing here is worth collecting, and a large tree is looked through again and again
    out = sys.stdout.buffer
    out.write(READY)
    out.flush()
    out.write(encode(examine(path, sys.stdin.buffer.read(), pristine)))
    out.flush()
    os._exit(0)  # without taking a large tree apart


def examine(path: str, source: bytes, pristine: Pristine) -> tuple[Difference, ...] | Rejected:
    """Whatever goes wrong while a file is looked at is a verdict on the file."""
    try:
        found = check_frozen(parse(path, source), pristine)
        if not found:
            check_compiles(path, source)
        return found
    except Rejected as error:
        return error
    except Exception as error:
        return Rejected(f"{path} cannot be checked ({type(error).__name__}): write it in a plainer way.")


def limit_this_process() -> None:
    """Bound time and memory where the system can: the kernel ends what takes too long, and allocations fail."""
    try:
        import resource
    except ImportError:  # Windows has none; the deadline of the other end holds there too
        return
    spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    for name, most in (
        ("RLIMIT_CPU", int(spent) + CPU_SECONDS),
        ("RLIMIT_AS", MEMORY_BYTES),
        ("RLIMIT_CORE", 0),
    ):
        number = getattr(resource, name)
        _, ceiling = resource.getrlimit(number)
        value = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        try:
            resource.setrlimit(number, (value, ceiling))
        except (ValueError, OSError):
            if sys.platform == "linux":  # elsewhere some limits exist by name only
                raise
