"""Processes that a submission leaves behind: find them, end them, reap them.

Under seccomp there are none. In bubblewrap there is its own init; at *unprotected* there is whatever the submission
started. On Linux they all become children of the grader, which asks for that (``PR_SET_CHILD_SUBREAPER``).
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Set
from pathlib import Path

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36
SWEEP = 2.0  # seconds: a bound for the case that a stray makes new ones as fast as they are ended


def guard_this_process() -> None:
    """Adopt orphans, and hide this process's environment, memory and descriptors from programs of the same user."""
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def reap_group(group: int) -> None:
    """Wait for every process of a group that was killed; those of a PID namespace end together."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-group, 0)


def kill_strays(known: Set[int]) -> None:
    """End every adopted process: a child of this process outside its session that is not ``known`` to be its own."""
    if sys.platform != "linux":
        return  # elsewhere nobody hands orphans over
    deadline = time.monotonic() + SWEEP
    while (strays := set(children_in_other_sessions()) - known) and time.monotonic() < deadline:
        for pid in strays:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(pid, os.WNOHANG) == (0, 0) and time.monotonic() < deadline:
                    time.sleep(0.001)


def children_in_other_sessions() -> Iterator[int]:
    """What a submission starts is never in the grader's session, since its own child began a new one."""
    if sys.platform != "linux":
        return  # nothing to read them from
    me, session = os.getpid(), os.getsid(0)
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                # The name, in brackets, may hold spaces and brackets; behind it: state, parent, group, session.
                fields = (entry / "stat").read_bytes().rpartition(b")")[2].split()
                if int(fields[1]) == me and int(fields[3]) != session:
                    yield int(entry.name)
