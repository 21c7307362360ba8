"""Inspect a file in a process of its own, which can be ended: parsers can crash, and programs take long to walk."""

import contextlib
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import msgspec

from grader.errors import GraderFault, Rejected
from grader.sandbox import Exit
from grader.sandbox.workshop import base_environment
from grader.submission.answer import MOST_BYTES, READY, decode, plain
from grader.submission.source import Submission
from grader.submission.syntax import Difference

WALL_SECONDS = 30.0  # where the system counts no CPU time, or the machine is that busy
MOST_PATH_LETTERS = 1_000
# Isolated: neither the current folder nor PYTHON* variables count. What it needs comes behind the standard library.
INTERPRETER = ("-I", "-S", "-X", "utf8")
PROGRAM = (
    "import sys; sys.path += sys.argv[2:]; from grader.submission.examine import main; main(sys.argv[1])"
)
FOLDERS = (Path(__file__).resolve().parents[2], Path(msgspec.__file__).resolve().parents[1])


def inspect(submission: Submission) -> tuple[Difference, ...]:
    """How a submission differs from the frozen bot. Raises what `Inspection.differences` raises."""
    with Inspection(submission) as inspection:
        return inspection.differences()


class Inspection:
    """A file under inspection, which begins at once. Use it as a context manager: leaving ends it."""

    def __init__(self, submission: Submission, seconds: float = WALL_SECONDS) -> None:
        self._submission = submission
        self._path = plain(submission.path, MOST_PATH_LETTERS)
        self._is_late = False
        self._process = subprocess.Popen(
            [sys.executable, *INTERPRETER, "-c", PROGRAM, self._path, *map(str, FOLDERS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=base_environment(),
        )
        self._stdin = cast(IO[bytes], self._process.stdin)
        self._stdout = cast(IO[bytes], self._process.stdout)
        self._feeder = threading.Thread(target=self._feed)
        self._deadline = threading.Timer(seconds, self._be_late)
        self._feeder.start()
        self._deadline.start()

    def differences(self) -> tuple[Difference, ...]:
        """Wait for what was found.

        Raises Rejected when the file cannot be a submission or be inspected, GraderFault when nothing can be.
        """
        received = self._stdout.read(MOST_BYTES + 1)
        status = self._process.wait()
        if not received.startswith(READY):
            said = received.decode(errors="backslashreplace").strip().rpartition("\n")[2] or "no word"
            raise GraderFault(f"the check of {self._path} did not start ({said[:300]}): is the grader whole?")
        answer = decode(received)
        if answer is None:
            answer = Rejected(
                f"{self._path} cannot be checked ({self._why(status)}): write it in a plainer way."
            )
        if isinstance(answer, Rejected):
            raise answer
        return answer

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def _feed(self) -> None:
        with contextlib.suppress(OSError), self._stdin:  # a process that has ended reads no more
            self._stdin.write(self._submission.source)

    def _be_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _why(self, status: int) -> str:
        if self._is_late or (status < 0 and -status == getattr(signal, "SIGXCPU", None)):
            return "that takes too long"
        return str(Exit(status, None) if status >= 0 else Exit(None, -status))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._deadline.cancel()
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        self._stdout.close()
