"""What a grading may be told, and what it does when it is not told."""

from pathlib import Path

import msgspec

from grader.conversation.deadlines import Deadlines
from grader.sandbox import Level, Limits

THOROUGH_SECONDS = 600


class Settings(msgspec.Struct, frozen=True):
    """What a grading may be told, and what it does when it is not told."""

    program: tuple[str, ...] = ("grade",)
    """The words that start the grader, for the command that repeats the run."""
    seed: str | None = None
    policy: Path | None = None
    weights: Path | None = None
    only: tuple[str, ...] = ()
    deadlines: Deadlines = msgspec.field(default_factory=Deadlines)
    sandbox: Level | None = None
    require_sandbox: Level | None = None
    thorough: bool = False
    costs: bool = False  # at every common beginning: for reports that show them
    samples: bool = False  # every probe, for reports that show them
    for_student: bool = False
    """Whether the policy is hidden from who reads the report."""

    @property
    def hook_limits(self) -> Limits:
        """What the host of the hooks may use: more where it is asked two million names."""
        return Limits(cpu_seconds=THOROUGH_SECONDS) if self.thorough else Limits()

    @property
    def hook_deadlines(self) -> Deadlines:
        """The deadlines of the host."""
        return (
            msgspec.structs.replace(self.deadlines, questions=float(THOROUGH_SECONDS))
            if self.thorough
            else self.deadlines
        )
