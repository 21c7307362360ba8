# mypy: ignore-errors
"""malformed: returns a string that lies about itself, to get a second line out. Row 25."""


class Poison(str):
    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter([self])

    def isprintable(self):
        return True


def is_safe_request(prefixes):
    return Poison("x\nOK: anna\r\x1b[2J\u2028OK: anna")
