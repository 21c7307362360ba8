"""Start a checked submission and give three pipes and an end."""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, cast

import msgspec

from grader.sandbox.cpu_time import cpu_seconds, only_children, starved_seconds
from grader.sandbox.kernel import bubblewrap
from grader.sandbox.levels import Level, Protection
from grader.sandbox.limits import Limits
from grader.sandbox.orphans import kill_strays, reap_group
from grader.sandbox.plans import LOADER_CACHE, plan
from grader.sandbox.workshop import (
    INSIDE,
    ISOLATED_INTERPRETER,
    Workshop,
    base_environment,
    remove_tree,
    workshop,
)

# When memory runs out, a child goes before the grader. Where there is a /proc, launcher.py says so itself; bubblewrap
# has none inside, so it inherits this from the shell whose place it takes. A shell that cannot say it starts nothing.
FIRST_TO_GO = ("/bin/sh", "-c", 'echo 1000 > /proc/self/oom_score_adj && exec "$@"', "sh")

# The children of this process that have not ended, so that a sweep for strays spares them; and what keeps a sweep
# from running between the birth of a child and its entry here.
_running: set[int] = set()
_starting = threading.Lock()


class Program(msgspec.Struct, frozen=True):
    """What runs in a child: the bytes that were checked, never a path to them."""

    source: bytes  # becomes bot.py
    weights: bytes  # becomes model.json beside it
    environment: Mapping[str, str] = msgspec.field(default_factory=dict)  # literal; nothing is inherited
    entry: Literal["bot", "host"] = "bot"  # run it as __main__, or serve calls of its hooks (serve_hooks.py)


class Exit(msgspec.Struct, frozen=True):
    """How a child ended: exactly one of the two is set."""

    code: int | None
    signal: int | None

    def __str__(self) -> str:
        if self.signal is None:
            return f"exit status {self.code}"
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(self.signal).name}"
        return f"killed by signal {self.signal}"


class Child:
    """A running submission. Use it as a context manager: leaving ends it and closes its pipes.

    ``stdin``, ``stdout`` and ``stderr`` are unbuffered binary pipes and the child's only descriptors. ``end`` leaves
    them open, so that what the child had written can still be read up to its end.
    """

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, level: Level) -> None:
        self._process = process
        self._folder = folder
        self._level = level
        self._exit: Exit | None = None
        self._inner: list[int] | None = None
        # Popen with bufsize=0 makes raw files.
        self.stdin = cast(FileIO, process.stdin)
        self.stdout = cast(FileIO, process.stdout)
        self.stderr = cast(FileIO, process.stderr)

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_seconds(self) -> float | None:
        """Seconds of CPU time that the submission has used so far; None where the system does not tell."""
        process = self._innermost()
        return None if process is None else cpu_seconds(process)

    def starved_seconds(self) -> float:
        """Seconds for which it would have computed if the machine were not busy; 0 where the system does not tell."""
        process = self._innermost()
        return 0.0 if process is None else starved_seconds(process)

    def _innermost(self) -> int | None:
        """The submission's own process: below bubblewrap is its init, and below that the submission, once started."""
        if self._level is not Level.ISOLATED:
            return self.pid
        if self._inner is None or len(self._inner) < 2:
            self._inner = only_children(self.pid)
        return None if self._inner is None else [self.pid, *self._inner][-1]

    def poll(self) -> Exit | None:
        """How it ended, or None while it runs."""
        status = self._process.poll()
        return None if status is None else self._read(status)

    def wait(self, timeout: float) -> Exit | None:
        """Wait at most ``timeout`` seconds for it to end by itself."""
        try:
            return self._read(self._process.wait(timeout))
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> Exit:
        """Kill it and everything that it started, reap it, remove its folder. May be called more than once.

        Never waits for a pipe. The answer is how the child ended by itself where it had, else SIGKILL.
        """
        if self._exit is None:
            self._process.poll()
            if hasattr(os, "killpg"):
                # A group cannot be another's while a member lives, and without a member there is nothing to hit.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.pid, signal.SIGKILL)
            self._process.kill()
            self._exit = self._read(self._process.wait())
            if self._level is Level.ISOLATED:
                reap_group(self.pid)
            elif self._level is Level.UNPROTECTED:
                with _starting:
                    kill_strays(_running)
            _running.discard(self.pid)
            remove_tree(self._folder)
        return self._exit

    def _read(self, status: int) -> Exit:
        if self._level is Level.ISOLATED and status > 128:
            status = 128 - status  # bubblewrap's way of saying that a signal ended the child
        return Exit(code=None, signal=-status) if status < 0 else Exit(code=status, signal=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        for pipe in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(OSError):  # closing what a dead child never read
                pipe.close()


def start(program: Program, protection: Protection, limits: Limits) -> Child:
    """Start a program under a protection that ``protect`` found. Call it from a thread that outlives the child.

    The kernel's parent-death signal, which ends the child when the grader is killed, fires for the *thread* that
    started it.
    """
    place = workshop()
    folder = Path(tempfile.mkdtemp(prefix="child-", dir=place.folder))
    for name, content in (("bot.py", program.source), ("model.json", program.weights)):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o400)
    folder.chmod(0o500)
    try:
        with _starting:
            process = subprocess.Popen(
                command(place, folder, program.entry, protection.level, limits),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env={**base_environment(), **program.environment},
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
            _running.add(process.pid)
    except BaseException:
        remove_tree(folder)
        raise
    return Child(process, folder, protection.level)


def command(place: Workshop, folder: Path, entry: str, level: Level, limits: Limits) -> list[str]:
    """The command line of a child; nothing on it is secret, since other programs can see it."""
    script = str(INSIDE / "launcher.py")
    told = str(plan(place, level, limits))
    launch = [str(place.interpreter), *ISOLATED_INTERPRETER, script, told, entry]
    if level < Level.ISOLATED:
        return [*launch, str(os.getpid())]
    files = (str(place.interpreter), script, *place.shared_libraries, LOADER_CACHE)
    return [
        *FIRST_TO_GO,
        str(bubblewrap.executable()),
        *bubblewrap.options((str(place.library),), files, place.search_path),
        *("--ro-bind", told, told, "--ro-bind", str(folder), str(folder), "--chdir", str(folder)),
        # bubblewrap sees to it that the child dies with the grader, from when it stands; until then launcher.py does.
        *("--remount-ro", "/", "--", *launch, "0"),
    ]
