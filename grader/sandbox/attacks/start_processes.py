# mypy: ignore-errors
"""forbidden-import: forks, in every way that Python has. Bounded.

Held from: limited. Row 9.
"""

import multiprocessing
import os
import subprocess
import sys


def fork():
    for _ in range(20):
        if os.fork() == 0:
            os._exit(0)
        os.wait()


attempt("fork", fork)
attempt("run a program", lambda: subprocess.run(["/bin/true"]))
attempt("spawn a program", lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0))
attempt("run a shell", lambda: os.popen("echo x").read() or 1 / 0)
attempt("open a terminal for one", lambda: os.openpty())
attempt("start a worker", lambda: multiprocessing.get_context("fork").Process(target=int).start())
