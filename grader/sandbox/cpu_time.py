"""How long another process has computed, as the kernel counts it: what a busy machine does not change."""

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
