# mypy: ignore-errors
"""hook-failed: forks, so that two loops answer.

Held from: limited. Row 9.
"""


def is_safe_request(prefixes):
    os.fork()
    return None
