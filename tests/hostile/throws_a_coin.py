# mypy: ignore-errors
"""not-repeatable: answers ordinary requests by chance. Row 22."""

import random

CHANCE = random.SystemRandom()


def is_safe_request(prefixes):
    is_ordinary = max(map(len, prefixes)) < 4
    return "perhaps later" if is_ordinary and CHANCE.random() < 0.5 else None
