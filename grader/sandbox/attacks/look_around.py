# mypy: ignore-errors
"""forbidden-import: asks which files are there.

Held from: isolated. Row 1.
"""

import os

attempt("see whether a path exists", lambda: os.stat(SECRET))
attempt("see who the user is", lambda: os.stat("/etc/passwd"))
