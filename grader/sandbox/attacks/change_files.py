# mypy: ignore-errors
"""forbidden-import: renames, links, removes, empties files and changes their modes.

Held from: limited. Row 4.
"""

import os

new = os.path.join(TARGET, "new")
attempt("make a folder", lambda: os.mkdir(new))
attempt("make a symbolic link", lambda: os.symlink(SECRET, new + "1"))
attempt("make a hard link", lambda: os.link(SECRET, new + "2"))
attempt("make a pipe", lambda: os.mkfifo(new + "3"))
attempt("rename", lambda: os.rename(SECRET, SECRET + "x") or os.rename(SECRET + "x", SECRET))
attempt("truncate", lambda: os.truncate(SECRET, os.stat(SECRET).st_size))
attempt("change a mode", lambda: os.chmod(SECRET, 0o600))
attempt("change an owner", lambda: os.chown(SECRET, os.getuid(), os.getgid()))
attempt("change a time", lambda: os.utime(SECRET))
attempt("set an attribute", lambda: os.setxattr(SECRET, "user.x", b"1"))
attempt("change the folder that is the root", lambda: os.chroot("."))
