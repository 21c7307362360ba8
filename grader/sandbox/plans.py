"""What a launcher is told: one small file for each level and record of limits, written once and read by every child."""

import functools
import marshal
import os
import platform
import sys
from pathlib import Path

from grader.sandbox.kernel import landlock, seccomp
from grader.sandbox.levels import Level
from grader.sandbox.limits import Limits
from grader.sandbox.workshop import INSIDE, Workshop

LOADER_CACHE = "/etc/ld.so.cache"

# Of the record's fields, the names that the module ``resource`` has for them.
RESOURCES = {
    "address_space": "RLIMIT_AS",
    "file_size": "RLIMIT_FSIZE",
    "open_files": "RLIMIT_NOFILE",
    "core_size": "RLIMIT_CORE",
    "stack": "RLIMIT_STACK",
    "locked_memory": "RLIMIT_MEMLOCK",
    "message_queues": "RLIMIT_MSGQUEUE",
}


@functools.cache
def plan(place: Workshop, level: Level, limits: Limits) -> Path:
    """The file for launchers at this level, in the layout that launcher.py documents."""
    version = landlock_version() if level >= Level.RESTRICTED else 0
    own_process = seccomp.OWN_PROCESS.to_bytes(4, "little")
    content = {
        "limits": resource_limits(limits),
        "path": [str(place.library), *place.search_path],
        "host": (INSIDE / "serve_hooks.py").read_bytes(),
        "landlock": (landlock.attributes(version), readable(place)) if version else None,
        "seccomp": (seccomp.filter_program(platform.machine()), own_process)
        if level >= Level.LIMITED
        else None,
    }
    path = place.folder / f"plan-{level.value}-{abs(hash(limits)):x}"
    path.write_bytes(marshal.dumps(content))
    return path


def landlock_version() -> int:
    """The ABI to use; 0 where there is none."""
    try:
        return landlock.abi()
    except landlock.NoLandlockError:
        return 0


def readable(place: Workshop) -> list[tuple[str, int]]:
    """All that a child may read: its own folder (".", where the launcher starts), Python, the two libraries."""
    files = [*place.shared_libraries, LOADER_CACHE]
    return landlock.rules([Path(), place.library], place.search_path, files)


def resource_limits(limits: Limits) -> list[tuple[str, int, int]]:
    """[(name in ``resource``, soft, hard)]: the CPU's hard limit comes a second later, so that SIGXCPU names it."""
    same = [(name, getattr(limits, field), getattr(limits, field)) for field, name in RESOURCES.items()]
    tasks = limits.processes + tasks_of_this_user()
    return [*same, ("RLIMIT_CPU", limits.cpu_seconds, limits.cpu_seconds + 1), ("RLIMIT_NPROC", tasks, tasks)]


def tasks_of_this_user() -> int:
    """How many threads this user has already, since the kernel counts them all; 0 where that cannot be seen."""
    if sys.platform != "linux":
        return 0
    count = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if entry.stat().st_uid == os.getuid():
                    count += sum(1 for _ in (entry / "task").iterdir())
            except OSError:  # it ended, or is not to be seen
                continue
    return count
