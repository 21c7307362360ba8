# mypy: ignore-errors
"""timed-out: swallows the requests that come, and answers none. Row 14."""


def is_safe_request(prefixes):
    while os.read(0, 1 << 16):
        pass
    while True:
        pass
