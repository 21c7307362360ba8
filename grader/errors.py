"""The grader's own complaints. Each message is one sentence or two: what is wrong, where, and what to do."""


class UsageError(Exception):
    """Wrong use, or an environment that cannot grade: exit status 2."""


class Rejected(Exception):
    """The file is no submission that could be run: exit status 3."""


class GraderFault(Exception):
    """The grader disagrees with itself: its own fault, never the submission's. Exit status 2."""
