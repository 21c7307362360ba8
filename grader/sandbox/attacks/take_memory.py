# mypy: ignore-errors
"""forbidden-import: takes memory until it is refused. Bounded.

Held from: unprotected. Row 11.
"""

import mmap

pieces = []


def take():
    for _ in range(64):  # 4 GiB, which nobody writes to: the limit is on what is asked for
        pieces.append(mmap.mmap(-1, 64 << 20))


attempt("take 4 GiB of memory", take)
