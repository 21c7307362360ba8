# mypy: ignore-errors
"""timed-out: hangs after the tenth line. Row 13."""

CALLS = []


def is_safe_request(prefixes):
    CALLS.append(1)
    while len(CALLS) > 10:
        pass
    return None
