# mypy: ignore-errors
"""crashed: recurses until the stack breaks. Row 11."""


def is_safe_request(prefixes):
    sys.setrecursionlimit(1 << 30)
    return max([prefixes], key=is_safe_request)
