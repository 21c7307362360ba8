"""What a submission may use, in one record, and what happens when it asks for more."""

from dataclasses import dataclass, field, fields

MEBIBYTE = 2**20


def _limit(default: int, unit: str, effect: str) -> int:
    limit: int = field(default=default, metadata={"unit": unit, "effect": effect})
    return limit


# A dataclass, for each field has its unit and its effect with it.
@dataclass(frozen=True, slots=True)
class Limits:
    """The resource limits of one child. They hold at every level, where the platform has them.

    Wall-clock deadlines and caps on output are the session's; it enforces them from outside.
    """

    address_space: int = _limit(512 * MEBIBYTE, "bytes", "allocation fails: MemoryError, or the child dies")
    cpu_seconds: int = _limit(360, "seconds", "SIGXCPU ends the child; a second later SIGKILL does")
    file_size: int = _limit(0, "bytes", "no file can grow: writing raises OSError (pipes are not files)")
    open_files: int = _limit(64, "descriptors", "opening one more raises OSError")
    core_size: int = _limit(0, "bytes", "a crash leaves no core file")
    processes: int = _limit(
        256,
        "tasks",
        "more threads than this beyond what the user has fail to start; with seccomp no process starts",
    )
    stack: int = _limit(8 * MEBIBYTE, "bytes", "runaway recursion in C ends the child with SIGSEGV")
    locked_memory: int = _limit(0, "bytes", "memory cannot be locked")
    message_queues: int = _limit(0, "bytes", "no POSIX message queues")


def describe(limits: Limits) -> list[tuple[str, str, str]]:
    """(name, value with its unit, what happens when it is hit) of each limit, for ``--help``."""
    rows = []
    for entry in fields(limits):
        value, unit = getattr(limits, entry.name), str(entry.metadata["unit"])
        if unit == "bytes" and value >= MEBIBYTE:
            value, unit = value // MEBIBYTE, "MiB"
        rows.append((entry.name.replace("_", " "), f"{value} {unit}", str(entry.metadata["effect"])))
    return rows
