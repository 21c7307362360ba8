# mypy: ignore-errors
"""early-output: says something before it is asked. Row 14."""

print("loading the guard", flush=True)
