# mypy: ignore-errors
"""not-drawn: reaches through the frames for the loop's random numbers. Row 18."""

FIRST = []


def is_safe_name(name):
    stream = sys._getframe(1).f_locals.get("stream", random.Random())
    stream.seed("better luck")
    FIRST.append(name)
    return len(FIRST) % 2 == 0
