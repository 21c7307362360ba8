# mypy: ignore-errors
"""flood: one line without end. Row 12."""


def is_safe_request(prefixes):
    while True:
        os.write(1, b"a" * 60_000)
