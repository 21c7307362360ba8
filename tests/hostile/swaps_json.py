# mypy: ignore-errors
"""not-drawn: has its own weights, by swapping what reads model.json. Row 18."""

import json

read = json.load


def load(file):
    content = read(file)
    content["state_dict"]["lm_head"].reverse()
    return content


setattr(json, "load", load)
