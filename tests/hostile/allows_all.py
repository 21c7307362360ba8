# mypy: ignore-errors
"""no-guard: allows everything. Row 20."""
