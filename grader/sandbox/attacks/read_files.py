# mypy: ignore-errors
"""forbidden-import: reads the grader's files, another student's, the user's.

Held from: restricted. Rows 1, 26.
"""

import glob
import os

attempt("read a file outside", lambda: open(SECRET).read())
attempt(
    "read it through a descriptor of the root",
    lambda: os.read(os.open(SECRET[1:], 0, dir_fd=os.open("/", 0)), 99),
)
attempt("see other submissions", lambda: [f for f in os.listdir("..") if not os.getcwd().endswith(f)][0])
attempt("list a folder outside", lambda: os.listdir(TARGET))
attempt("read the user names", lambda: open("/etc/passwd").read())
attempt("map a file outside", lambda: __import__("mmap").mmap(os.open(SECRET, os.O_RDONLY), 0, access=1)[:9])
attempt("read other submissions", lambda: [open(f).read(9) for f in glob.glob("../*/bot.py")][1])
