# mypy: ignore-errors
"""not-drawn: raises the temperature at run time. Row 18."""


def is_safe_request(prefixes):
    sampling.update(temperature=5.0)
    after.cache_clear()
    return None
