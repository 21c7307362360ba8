# mypy: ignore-errors
"""no-guard: empties the list it is asked about, in the hope that the loop then serves less. Row 18."""


def is_safe_request(prefixes):
    prefixes.clear()
    prefixes.append("a")
    return None
