# mypy: ignore-errors
"""forbidden-import: lifts its own limits, and changes the grader's.

Linux only. Held from: limited. Rows 8, 11.
"""

import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)


def prctl(*arguments):
    if libc.prctl(*arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
attempt("lift its own limit", lambda: resource.setrlimit(resource.RLIMIT_AS, unlimited))
attempt("change its own limit", lambda: resource.setrlimit(resource.RLIMIT_CPU, (50, 61)))
attempt("see the grader's limits", lambda: resource.prlimit(GRADER, resource.RLIMIT_NOFILE))
attempt("slow the grader down", lambda: os.setpriority(os.PRIO_PROCESS, GRADER, 1))
attempt("move the grader", lambda: os.sched_setaffinity(GRADER, os.sched_getaffinity(0)))
attempt("live on when the grader dies", lambda: prctl(1, 0))  # PR_SET_PDEATHSIG
attempt("be seen by others", lambda: prctl(4, 1))  # PR_SET_DUMPABLE
attempt("leave the session", lambda: os.setsid())
attempt("survive when memory runs out", lambda: open("/proc/self/oom_score_adj", "w"))
