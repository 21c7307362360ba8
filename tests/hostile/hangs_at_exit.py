# mypy: ignore-errors
"""did-not-end: still runs when its input has ended. Row 13."""


class Last:
    def __del__(self):
        while True:
            pass


LAST = Last()
