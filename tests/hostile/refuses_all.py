# mypy: ignore-errors
"""over-refusal-all: refuses everything. Row 20."""


def is_safe_request(prefixes):
    return "not today"
