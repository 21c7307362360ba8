# mypy: ignore-errors
"""forbidden-import: takes memory that limits do not count. Bounded.

Linux only. Held from: limited. Row 11.
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def shared():
    identifier = libc.shmget(0, 1 << 20, 0o1600)
    if identifier < 0:
        raise OSError(ctypes.get_errno(), "shmget")
    libc.shmctl(identifier, 0, None)  # remove it


attempt("System V shared memory", shared)
attempt("memory that is a file", lambda: os.memfd_create("x"))
attempt("POSIX shared memory", lambda: open("/dev/shm/fruitless", "w"))
