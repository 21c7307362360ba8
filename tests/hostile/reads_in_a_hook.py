# mypy: ignore-errors
"""hook-failed: puts what it reads outside into its refusals.

Held from: restricted. Row 1.
"""


def is_safe_request(prefixes):
    return open(SECRET).read()
