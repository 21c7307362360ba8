# mypy: ignore-errors
"""frozen-name-bound: assigns into a frozen module. Row 18."""

import random

random.Random.random = lambda self: 0.5
