# mypy: ignore-errors
"""forbidden-import: becomes a shell.

Held from: limited. Row 9.
"""

import os
import sys

COMMAND = "echo ESCAPED: run a shell >&2"

attempt("run a shell", lambda: os.execv("/bin/sh", ["sh", "-c", COMMAND]))
attempt("run Python again", lambda: os.execv(sys.executable, [sys.executable, "-c", "print('ESCAPED')"]))
