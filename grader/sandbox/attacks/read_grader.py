# mypy: ignore-errors
"""forbidden-import: looks into the grader's process.

Linux only. Held from: unprotected. Row 2.
"""

import os

for name in ("environ", "mem", "maps", "smaps", "auxv", "stack", "syscall", "io", "task/%d/environ" % GRADER):
    attempt(f"read /proc/{GRADER}/{name}", lambda: open(f"/proc/{GRADER}/{name}", "rb").read(64))
for descriptor in range(3):
    attempt(f"open its descriptor {descriptor}", lambda: open(f"/proc/{GRADER}/fd/{descriptor}", "rb"))
    attempt(f"see its descriptor {descriptor}", lambda: os.readlink(f"/proc/{GRADER}/fd/{descriptor}"))
attempt("see its folder", lambda: os.readlink(f"/proc/{GRADER}/cwd"))
attempt("go through its root", lambda: open(f"/proc/{GRADER}/root{SECRET}").read())
