"""How well a submission is held, in four words, and the record of what was seen."""

from enum import Enum
from functools import total_ordering

import msgspec


class SandboxError(Exception):
    """The protection that was asked for is not to be had here; the message is one clear sentence."""


@total_ordering
class Level(Enum):
    """From weakest to strongest: ``Level.ISOLATED > Level.UNPROTECTED``. The value is the level's name."""

    # Deadlines, caps, resource limits where the platform has them.
    UNPROTECTED = "unprotected"
    # Seccomp and limits: nothing can be written, contacted or started. Files can be read, the policy and the shipped
    # answers too.
    LIMITED = "limited"
    # Landlock, seccomp and limits: and nothing outside can be read.
    RESTRICTED = "restricted"
    # bubblewrap around all that: and nothing outside is even there.
    ISOLATED = "isolated"

    @property
    def strength(self) -> int:
        return list(Level).index(self)

    def __lt__(self, other: "Level") -> bool:
        return self.strength < other.strength


class Protection(msgspec.Struct, frozen=True):
    """What is in force while submissions run, named by what the canary saw and never by what was asked for."""

    level: Level
    # What does the holding: "bubblewrap 0.8.0", "Landlock ABI 7", "seccomp", "limits".
    layers: tuple[str, ...]
    # What a submission could still do, in a reader's words.
    not_protected: tuple[str, ...]
    # Of the canary's attempts, how many were held.
    held: int
    tried: int
    # Why stronger levels do not work here: "not isolated: bubblewrap is not installed".
    reasons: tuple[str, ...]

    def line(self) -> str:
        """The one line of the report."""
        known = "; ".join((", ".join(self.layers) or "deadlines and caps only", *self.reasons))
        return f"sandbox: {self.level.value} ({known}), self-test {self.held}/{self.tried} held"
