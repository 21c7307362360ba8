"""One guard with a known defect, and the bot file that it makes."""

from dataclasses import dataclass
from functools import cache

from benchmarks.instrument.policy import REPOSITORY

BOT = REPOSITORY / "bot" / "bot.py"
FENCES = "= EDITABLE:", "= END OF EDITABLE:"


@dataclass(frozen=True, slots=True)
class Broken:
    """Promises of the protocol that a guard breaks in a way that calls of its functions do not show: shares kept."""

    framing: float = 1.0
    own_refusals: float = 1.0
    end: float = 1.0
    same: float = 1.0


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands in the editable region, and what is wrong with it."""

    name: str
    kind: str
    """The chapter of the gallery."""
    cause: str
    """The first cause, as a code that a report's first finding may be compared with; "none" for a right guard."""
    region: str
    """The source of the editable region."""
    decides: str = ""
    """A region that decides the same and can be called in process, where the region itself is slow or reads stdin."""
    ordered: bool = False
    """Whether what it says may depend on the order of asking, on chance or on anything but the question."""
    dies: bool = False
    """Whether it ends the process on many an input: what comes after is not answered, which is wrong on both sides."""
    broken: Broken = Broken()

    @property
    def source(self) -> str:
        """The whole bot file."""
        return with_region(self.region)

    @property
    def callable_source(self) -> str:
        """The whole bot file, to be called in process."""
        return with_region(self.decides or self.region)


@cache
def frozen_parts() -> tuple[str, str]:
    """What stands above and below the editable region, with the fences."""
    lines = BOT.read_text(encoding="utf-8").splitlines(keepends=True)
    opening, closing = (next(n for n, line in enumerate(lines) if fence in line) for fence in FENCES)
    return "".join(lines[: opening + 1]), "".join(lines[closing:])


def shipped_region() -> str:
    """The editable region of the shipped bot."""
    above, below = frozen_parts()
    return BOT.read_text(encoding="utf-8").removeprefix(above).removesuffix(below)


def with_region(region: str) -> str:
    """The shipped bot file with another editable region."""
    above, below = frozen_parts()
    return f"{above}\n{region}\n{below}"
