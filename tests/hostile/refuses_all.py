# mypy: ignore-errors
"""never-served: refuses everything. Row 20."""


def is_safe_request(prefixes):
    return "not today"
