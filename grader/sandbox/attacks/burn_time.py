# mypy: ignore-errors
"""timed-out: computes for ever.

Held from: unprotected. Row 11.
"""

while True:
    pass
