# mypy: ignore-errors
"""let-through: allows everything. Row 20."""
