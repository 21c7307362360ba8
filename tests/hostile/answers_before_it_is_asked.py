# mypy: ignore-errors
"""not-drawn: answers before it is asked. Row 14."""

print("OK: zzanna", flush=True)
