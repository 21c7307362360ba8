# mypy: ignore-errors
"""forbidden-import: uses descriptors that the grader forgot, or a terminal.

Held from: unprotected. Row 3.
"""

import os

for descriptor in range(3, 64):
    try:
        os.fstat(descriptor)
    except OSError:
        continue
    attempt(f"use descriptor {descriptor}", lambda: os.fstat(descriptor))
attempt("open the terminal", lambda: os.open("/dev/tty", os.O_RDONLY))
for descriptor in range(3):
    attempt(f"find a terminal at {descriptor}", lambda: os.ttyname(descriptor))
