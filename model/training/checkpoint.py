"""A training run that can be killed: its state in a file, and back, bit for bit."""

import dataclasses
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.engine.forward import Floats
from model.errors import CheckpointError
from model.files import write_whole
from model.training.recipe import Recipe


@dataclass(slots=True)
class State:
    """All that changes while training: three vectors (4,192,), and the loss of each step so far."""

    parameters: Floats
    mean: Floats  # Adam's running mean of the gradients
    mean_square: Floats  # and of their squares
    losses: list[float]


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Where a run keeps its state, so that it goes on from there after a kill, and how often, in steps."""

    path: Path
    every: int = 500


def write_checkpoint(path: Path, state: State, recipe: Recipe, data_sha256: str) -> None:
    """Write the state, whole or not at all. Raises TargetError."""
    buffer = io.BytesIO()
    np.savez(buffer, made_by=_identity(recipe, data_sha256), **dataclasses.asdict(state))
    write_whole(path, buffer.getvalue())


def read_checkpoint(path: Path, recipe: Recipe, data_sha256: str) -> State | None:
    """The state that this recipe had reached on these names; None without a file. Raises CheckpointError."""
    if not path.exists():
        return None
    remedy = "delete it to begin anew, or choose another --out"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            made_by = str(arrays["made_by"])
            parameters, mean, mean_square = (arrays[part] for part in ("parameters", "mean", "mean_square"))
            losses: list[float] = arrays["losses"].tolist()
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path}: is not a checkpoint of a training run; {remedy}") from error
    if made_by != _identity(recipe, data_sha256):
        raise CheckpointError(f"{path}: was left by another recipe or other names; {remedy}")
    return State(parameters, mean, mean_square, losses)


def _identity(recipe: Recipe, data_sha256: str) -> str:
    return json.dumps({"recipe": dataclasses.asdict(recipe), "data_sha256": data_sha256})
