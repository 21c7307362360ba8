"""What the lab cannot do: a sentence or two that say what, where, and what to do."""


class LabError(Exception):
    """Wrong use, or a machine that cannot do it."""


class BuildError(LabError):
    """The site cannot be built."""


class Unreadable(LabError):
    """The file that shall be followed is not there, or is no text."""


class PortTaken(LabError):
    """Another program has the port."""
