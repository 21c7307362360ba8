# mypy: ignore-errors
"""not-drawn: names from a list, by swapping the sampling at run time. Row 19."""

LIST = ("anna", "emma", "mia", "lea", "ida")
globals().update(draw=lambda prefix, stream: (prefix + LIST[len(prefix) % 5])[:16])
