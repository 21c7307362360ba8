# mypy: ignore-errors
"""forbidden-import: sends signals (harmless ones) to the grader and to every process.

Held from: limited. Row 8.
"""

import os
import signal

NOTHING = 0
attempt("signal the grader", lambda: os.kill(GRADER, NOTHING))
attempt("wake the grader", lambda: os.kill(GRADER, signal.SIGCONT))
attempt("signal its group", lambda: os.kill(-os.getpgid(GRADER), NOTHING))
attempt("signal everybody", lambda: os.kill(-1, NOTHING))
attempt("signal its parent", lambda: os.kill(os.getppid(), NOTHING))
attempt("hold the grader", lambda: os.pidfd_open(GRADER))
attempt("queue a signal", lambda: signal.pidfd_send_signal(os.pidfd_open(GRADER), NOTHING))
