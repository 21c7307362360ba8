"""What a grading may be told, and what it does when it is not told."""

from dataclasses import dataclass, field
from pathlib import Path

from grader.conversation.session import Deadlines
from grader.sandbox import Level


@dataclass(frozen=True, slots=True)
class Settings:
    """What a grading may be told, and what it does when it is not told."""

    program: tuple[str, ...] = ("grade",)
    """The words that start the grader, for the command that repeats the run."""
    seed: str | None = None
    policy: Path | None = None
    weights: Path | None = None
    only: tuple[str, ...] = ()
    deadlines: Deadlines = field(default_factory=Deadlines)
    sandbox: Level | None = None
    require_sandbox: Level | None = None
