# mypy: ignore-errors
"""not-drawn: swaps `sum`, which the model adds with. Row 18."""

vars(sys.modules["builtins"]).update(sum=lambda values, start=0: 1.0)
