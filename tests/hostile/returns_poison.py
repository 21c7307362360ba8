# mypy: ignore-errors
"""hook-failed: returns objects that pretend to be something else. Row 25."""


class Poison:
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __reduce__(self):
        return (print, ("ESCAPED: unpickled",))


def is_safe_name(name):
    return Poison()
