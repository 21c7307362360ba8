# mypy: ignore-errors
"""bad-exit: answers well and ends badly. Row 13."""


class Last:
    def __del__(self):
        os._exit(7)


LAST = Last()
