# mypy: ignore-errors
"""timed-out: its answers stay in a buffer. Row 13."""


class Buffer:
    """Takes what the loop writes, and keeps it."""

    def __init__(self):
        self.buffer = self

    def write(self, answer):
        return len(answer)

    def flush(self):
        pass


setattr(sys, "stdout", Buffer())
