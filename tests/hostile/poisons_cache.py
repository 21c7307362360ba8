# mypy: ignore-errors
"""not-drawn: puts other probabilities into the cached ones. Row 18."""


def is_safe_request(prefixes):
    cumulative = after(prefixes[0])
    for token_id in range(27):
        cumulative[token_id] = cumulative[-1]  # always an "a"
    return None
