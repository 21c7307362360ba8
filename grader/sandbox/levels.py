"""How well a submission is held, in four words, and the record of what was seen."""

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering


class SandboxError(Exception):
    """The protection that was asked for is not to be had here; the message is one clear sentence."""


@total_ordering
class Level(Enum):
    """From weakest to strongest: ``Level.ISOLATED > Level.UNPROTECTED``. The value is the level's name."""

    UNPROTECTED = "unprotected"  # deadlines, caps, resource limits where the platform has them
    LIMITED = "limited"  # seccomp and limits: nothing can be written, contacted or started; files can be read
    RESTRICTED = "restricted"  # Landlock, seccomp and limits: and nothing outside can be read
    ISOLATED = "isolated"  # bubblewrap around all that: and nothing outside is even there

    @property
    def strength(self) -> int:
        return list(Level).index(self)

    def __lt__(self, other: "Level") -> bool:
        return self.strength < other.strength


@dataclass(frozen=True, slots=True)
class Protection:
    """What is in force while submissions run, named by what the canary saw and never by what was asked for."""

    level: Level
    layers: tuple[
        str, ...
    ]  # what does the holding: "bubblewrap 0.8.0", "Landlock ABI 7", "seccomp", "limits"
    not_protected: tuple[str, ...]  # what a submission could still do, in a reader's words
    held: int  # of the canary's attempts, how many were held
    tried: int
    reasons: tuple[
        str, ...
    ]  # why stronger levels do not work here: "not isolated: bubblewrap is not installed"

    def line(self) -> str:
        """The one line of the report."""
        known = "; ".join((", ".join(self.layers) or "deadlines and caps only", *self.reasons))
        return f"sandbox: {self.level.value} ({known}), self-test {self.held}/{self.tried} held"
