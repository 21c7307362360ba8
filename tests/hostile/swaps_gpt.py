# mypy: ignore-errors
"""not-drawn: swaps the model at run time, out of the freeze check's sight. Row 18."""

setattr(sys.modules["__main__"], "gpt", lambda token_id, pos_id, keys, values: [0.0] * 27)
