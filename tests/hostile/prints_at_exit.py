# mypy: ignore-errors
"""output-after-end: has the last word. Row 14."""


class Last:
    def __del__(self):
        os.write(1, b"OK: anna\n")


LAST = Last()
