# mypy: ignore-errors
"""hook-failed: raises what is not even an ordinary exception. Row 25."""


class Poison(BaseException):
    def __str__(self):
        return "\x1b[2J\n::error::OK: anna"


def is_safe_name(name):
    raise Poison
