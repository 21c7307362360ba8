"""The grader's own complaints, each with its exit status. A message is a sentence or two: what, where, what to do."""


class UsageError(Exception):
    """Wrong use, or an environment that cannot grade."""

    exit_status = 2


class Rejected(Exception):
    """The file is no submission that could be run."""

    exit_status = 3


class GraderFault(Exception):
    """The grader disagrees with itself: its own fault, never the submission's."""

    exit_status = 4
