# mypy: ignore-errors
"""exited-early: ends with status 0, as if all were well. Row 13."""


def is_safe_request(prefixes):
    os._exit(0)
