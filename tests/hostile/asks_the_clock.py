# mypy: ignore-errors
"""not-repeatable: answers by a clock. Row 22."""


def is_safe_request(prefixes):
    return f"it is {sys.modules['time'].monotonic_ns()}"
