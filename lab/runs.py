"""The six steps of the course, trained when the site is built, for the guide: a drawing, a table, and every loss.

To train them takes seconds, and gives the same for the same files: so they are trained again only where these changed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from lab.browser.guide.origins import Origin, origin
from model.training import names as its_names
from model.training.course import Run
from model.training.steps.shared import training

MODEL = Path(its_names.__file__).resolve().parents[1]
DECIDING = ("training/**/*.py", "engine/*.py", "sizes.py", "data/names.txt")
"""The files of the model that decide how a run goes."""
UPDATES = 1000


class Kept(msgspec.Struct, frozen=True):
    """Runs, and the files that they were made from."""

    made_from: str
    runs: tuple[Run, ...]


class Losses(msgspec.Struct, frozen=True):
    """What the guide reads when somebody moves over the curves: for each step of the course, in nats."""

    losses: tuple[tuple[float, ...], ...]  # (6, 1000)
    smooth: tuple[tuple[float, ...], ...]
    origins: dict[str, Origin]


@dataclass(frozen=True, slots=True)
class Made:
    """A part for the guide's text as HTML, and `Losses` as JSON."""

    html: str
    losses: bytes


def make(kept: Path) -> Made:
    """The runs for the guide; `kept` is where they are from one build to the next. Raises OSError."""
    from model.pictures.compare import part
    from model.training.names import load_names

    names = load_names()
    runs = known(kept) or train(kept, names)
    facts = {"names": len(names), "updates": UPDATES}
    losses = Losses(
        tuple(run.losses for run in runs),
        tuple(run.smooth for run in runs),
        {
            "each": origin(training, **facts),
            "mean": origin(Run, **facts),
            "whole": origin(Run, **facts),
        },
    )
    return Made(part(runs, names), msgspec.json.encode(losses))


def known(kept: Path) -> tuple[Run, ...] | None:
    """The runs of the last build, where they are still what the files make."""
    try:
        found = msgspec.json.decode(kept.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return None
    return found.runs if found.made_from == made_from() else None


def train(kept: Path, names: Sequence[str]) -> tuple[Run, ...]:
    """All six steps by their fast twins, whose losses and names are those of the steps as taught."""
    from model.pictures.compare import train_all

    runs = train_all(names, UPDATES, taught=False, each_step=lambda _number, _loss: None)
    kept.write_bytes(msgspec.json.encode(Kept(made_from(), runs)))
    return runs


def made_from() -> str:
    """A digest of the deciding files."""
    digest = hashlib.sha256()
    for file in sorted(file for pattern in DECIDING for file in MODEL.glob(pattern)):
        digest.update(f"{file.relative_to(MODEL).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()
