# mypy: ignore-errors
"""crashed: stops the grader.

Held from: limited. Row 8.
"""

os.kill(GRADER, 19)
