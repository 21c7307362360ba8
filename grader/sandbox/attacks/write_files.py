# mypy: ignore-errors
"""forbidden-import: writes files outside, in its own folder, and where Python would load them.

Held from: limited. Rows 4, 5.
"""

import os
import tempfile

attempt("write outside", lambda: open(os.path.join(TARGET, "report.json"), "w").write("100 points"))
attempt("make an empty file", lambda: open(os.path.join(TARGET, "empty"), "w").close())
attempt("append", lambda: open(SECRET, "a").write("x"))
attempt("write in its own folder", lambda: (os.chmod(".", 0o700), open("random.py", "w"))[0])
attempt("overwrite itself", lambda: (os.chmod("bot.py", 0o600), open("bot.py", "r+b"))[0])
attempt("make a temporary file", lambda: tempfile.TemporaryFile(dir=TARGET))
attempt("make an unnamed file", lambda: os.open(TARGET, os.O_TMPFILE | os.O_RDWR))
attempt("empty a file while opening it to read", lambda: os.open(SECRET, os.O_RDONLY | os.O_TRUNC))
