# mypy: ignore-errors
"""crashed: kills itself. Row 24."""


def is_safe_request(prefixes):
    os.kill(os.getpid(), 9)
