# mypy: ignore-errors
"""crashed: ends the process inside a hook. Row 24."""


def is_safe_request(prefixes):
    os._exit(3)
