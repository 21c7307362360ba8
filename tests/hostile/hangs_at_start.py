# mypy: ignore-errors
"""timed-out: never gets to its first line. Row 13."""

while True:
    pass
