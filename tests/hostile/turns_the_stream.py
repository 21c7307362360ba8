# mypy: ignore-errors
"""not-drawn: reaches through the frames for the loop's random numbers. Row 18."""


def is_safe_name(name):
    stream = sys._getframe(1).f_locals["stream"]
    stream.seed(name)
    return len(name) > 6
