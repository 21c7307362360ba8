# mypy: ignore-errors
"""no-guard: writes 30 MB to stderr, and then goes on. Row 12."""

for _ in range(500):
    os.write(2, b"x" * 60_000)
