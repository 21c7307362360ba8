# mypy: ignore-errors
"""forbidden-import: measures how long other processes compute.

Linux only. Held from: limited. Row 2.
"""

import os
import time


def cpu_clock(process):
    return ~process << 3 | 2  # clock_getcpuclockid(3)


for process in (GRADER, os.getppid() or GRADER):
    attempt("read another's CPU time", lambda: time.clock_gettime(cpu_clock(process)))
    attempt("see whether it is there", lambda: time.clock_getres(cpu_clock(process)))
attempt("see where the grader runs", lambda: os.sched_getaffinity(GRADER))
