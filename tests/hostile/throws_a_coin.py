# mypy: ignore-errors
"""not-repeatable: answers by chance. Row 22."""

import random

CHANCE = random.SystemRandom()


def is_safe_request(prefixes):
    return "perhaps later" if CHANCE.random() < 0.5 else None
