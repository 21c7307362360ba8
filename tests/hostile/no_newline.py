# mypy: ignore-errors
"""timed-out: its answers have no end. Row 13."""


def is_safe_request(prefixes):
    os.write(1, b"OK: anna")
    while True:
        os.read(0, 1)
