"""How long another process has computed, and could have if the machine were not busy, as the kernel counts it."""

import contextlib
import time
from pathlib import Path

CPUCLOCK_SCHED = 2


def cpu_seconds(process: int) -> float | None:
    """Seconds of CPU time of a process, all its threads together; None where the system does not tell.

    On Linux every process has a clock with a negative number of its own (clock_getcpuclockid(3)).
    """
    try:
        return time.clock_gettime(~process << 3 | CPUCLOCK_SCHED)
    except (AttributeError, OSError):
        return None


def starved_seconds(process: int) -> float:
    """Seconds for which its first thread could have run, and others had the processor; 0 where nobody tells.

    The second number of /proc/PID/schedstat, in nanoseconds (Documentation/scheduler/sched-stats.rst).
    """
    try:
        return int(Path(f"/proc/{process}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def own_seconds() -> float:
    """Seconds, from some moment on, for which this process was starved, and those that this thread has computed."""
    starved = 0.0
    with contextlib.suppress(OSError):
        starved = sum(starved_seconds(int(task.name)) for task in Path("/proc/self/task").iterdir())
    return starved + time.thread_time()


def only_children(process: int) -> list[int] | None:
    """Its only child, that one's only child, and so on; None where the system does not tell."""
    chain: list[int] = []
    try:
        while len(below := children(chain[-1] if chain else process)) == 1:
            chain += below
    except (FileNotFoundError, ProcessLookupError):
        return None
    return chain


def children(process: int) -> list[int]:
    """Raises FileNotFoundError or ProcessLookupError where there is no such process, or the kernel keeps no list."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
