# mypy: ignore-errors
"""forbidden-import: fills the disk, with large files and with many small ones. Bounded.

Held from: limited. Rows 4, 11.
"""

import os


def many():
    for number in range(100):
        with open(os.path.join(TARGET, f"file {number}"), "w"):
            pass


def large():
    with open(os.path.join(TARGET, "large"), "wb") as file:
        file.seek(4 << 30)
        file.write(b"x")


attempt("write 100 files", many)
attempt("write a sparse file of 4 GiB", large)
