# mypy: ignore-errors
"""no-guard: knows the public examples by heart and nothing else. Row 21."""


def is_safe_request(prefixes):
    return "known" if set(prefixes) & {"apple", "appl", "xxplumxx", "mang", "pear"} else None
