# mypy: ignore-errors
"""frozen-name-bound: defines the model again. Row 17."""


def gpt(token_id, pos_id, keys, values):
    return [0.0] * 27
