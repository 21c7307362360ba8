"""A training run that can be killed: its state in a file, and back, bit for bit."""

import dataclasses
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.errors import CheckpointError
from model.files import write_whole
from model.forward import Floats
from model.recipe import Recipe
from model.weights import SHAPES


@dataclass(slots=True)
class State:
    """All that changes while training: the weights, Adam's two means, and the loss of each step so far."""

    tensors: dict[str, Floats]
    mean: dict[str, Floats]
    mean_square: dict[str, Floats]
    losses: list[float]


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Where a run keeps its state, so that it goes on from there after a kill, and how often, in steps."""

    path: Path
    every: int = 500


def write_checkpoint(path: Path, state: State, recipe: Recipe, data_sha256: str) -> None:
    """Write the state, whole or not at all. Raises TargetError."""
    arrays = {
        f"{part}/{name}": tensor
        for part in ("tensors", "mean", "mean_square")
        for name, tensor in getattr(state, part).items()
    }
    buffer = io.BytesIO()
    np.savez(buffer, made_by=_identity(recipe, data_sha256), losses=state.losses, **arrays)
    write_whole(path, buffer.getvalue())


def read_checkpoint(path: Path, recipe: Recipe, data_sha256: str) -> State | None:
    """The state that this recipe had reached on these names; None without a file. Raises CheckpointError."""
    if not path.exists():
        return None
    remedy = "delete it to begin anew, or choose another --out"
    try:
        with np.load(path, allow_pickle=False) as arrays:
            made_by, losses = str(arrays["made_by"]), arrays["losses"]
            parts = {
                part: {name: arrays[f"{part}/{name}"] for name in SHAPES}
                for part in ("tensors", "mean", "mean_square")
            }
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path}: is not a checkpoint of a training run; {remedy}") from error
    if made_by != _identity(recipe, data_sha256):
        raise CheckpointError(f"{path}: was left by another recipe or other names; {remedy}")
    return State(**parts, losses=losses.tolist())


def _identity(recipe: Recipe, data_sha256: str) -> str:
    return json.dumps({"recipe": dataclasses.asdict(recipe), "data_sha256": data_sha256})
