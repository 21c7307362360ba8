# mypy: ignore-errors
"""flood: writes without end. Row 12."""


def is_safe_request(prefixes):
    while True:
        os.write(1, b"OK: anna\n" * 1000)
