# mypy: ignore-errors
"""not-drawn: swaps the library function that turns a random number into a letter. Row 18."""

import bisect

vars(bisect).update(bisect=lambda cumulative, u, low, high: 0 if u < cumulative[-1] * 0.8 else 26)
