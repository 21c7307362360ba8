"""The weights file: reading it with every check, and writing it.

The format is the one of the course's starter, "tiny-gpt-char-v1", so a bot written for that runs on these
files. A file may carry one more key, `training`: how its weights were made.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from model.blas import use_one_thread
from model.checks import an_object, finite_rows, has_keys, parse, same, same_keys
from model.errors import WeightsError
from model.files import write_whole
from model.sizes import CONFIG, LETTERS, SHAPES, Config

use_one_thread()  # here, since whatever computes with the model imports this module

FORMAT = "tiny-gpt-char-v1"
MAX_BYTES = 1 << 20  # a file at full precision has 91 kB


# A table that disagrees in one letter would silently make other names.
_TOKENIZER: Mapping[str, object] = MappingProxyType(
    {
        "type": "character",
        "uchars": list(LETTERS),
        "stoi": {letter: token for token, letter in enumerate(LETTERS)},
        "itos": {str(token): letter for token, letter in enumerate(LETTERS)},
        "bos_token_id": CONFIG.BOS,
    }
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A model: read-only float64 tensors of `SHAPES`, and how they were made (empty if not known)."""

    config: Config
    tensors: Mapping[str, NDArray[np.float64]]
    training: Mapping[str, object]

    @property
    def parameters(self) -> int:
        """How many numbers the model has."""
        return sum(tensor.size for tensor in self.tensors.values())


def find_frozen() -> Path:
    """The frozen model.json: at the root of a checkout, or beside the bot in an installed package."""
    root = Path(__file__).resolve().parent.parent
    beside_bot = root / "bot" / "model.json"
    return beside_bot if beside_bot.is_file() else root / "model.json"


def load(path: Path | str) -> Weights:
    """Read a weights file. Raises WeightsError, which says what is wrong and where."""
    place = str(path)
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise WeightsError(f"{place}: is not a regular file; give the path of a weights file")
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise WeightsError(
            f"{place}: no such file; `python -m model train --out {place}` makes one"
        ) from None
    except (OSError, ValueError) as error:
        raise WeightsError(f"{place}: cannot be read ({getattr(error, 'strerror', error)})") from error
    return loads(data, place)


def loads(data: bytes, place: str = "weights") -> Weights:
    """Read weights from the bytes of a file; `place` names it in errors. Raises WeightsError."""
    if len(data) > MAX_BYTES:
        raise WeightsError(
            f"{place}: has more than {MAX_BYTES:,} bytes, so it is no weights file of this model"
        )
    top = an_object(parse(data, place), place)
    has_keys(top, ("format", "config", "tokenizer", "state_dict"), place)
    same(top["format"], FORMAT, f"{place}: format")
    same(top["config"], dataclasses.asdict(CONFIG), f"{place}: config")
    tokenizer, where = an_object(top["tokenizer"], f"{place}: tokenizer"), f"{place}: tokenizer"
    has_keys(tokenizer, _TOKENIZER, where)
    for key, expected in _TOKENIZER.items():
        same(tokenizer[key], expected, f"{where}.{key}")
    state, where = an_object(top["state_dict"], f"{place}: state_dict"), f"{place}: state_dict"
    same_keys(state, SHAPES, where)
    tensors = {
        name: _tensor(finite_rows(state[name], shape, f"{where}.{name}")) for name, shape in SHAPES.items()
    }
    training = an_object(top.get("training", {}), f"{place}: training")
    try:
        json.dumps(training, allow_nan=False)
    except ValueError:
        raise WeightsError(f"{place}: training: contains a number that is too large for a float") from None
    return Weights(CONFIG, MappingProxyType(tensors), MappingProxyType(training))


def make(tensors: Mapping[str, NDArray[np.float64]], training: Mapping[str, object]) -> Weights:
    """Weights from tensors in memory, copied and held to the same checks as a file. Raises WeightsError."""
    same_keys(tensors, SHAPES, "tensors")
    checked = {
        name: _tensor(finite_rows(np.asarray(tensors[name]).tolist(), shape, f"tensors.{name}"))
        for name, shape in SHAPES.items()
    }
    return Weights(CONFIG, MappingProxyType(checked), MappingProxyType(dict(training)))


def dumps(weights: Weights) -> bytes:
    """The bytes of a weights file: full precision, a row a line, the same for the same weights."""
    tensors = {name: tensor.tolist() for name, tensor in weights.tensors.items()}
    state = ",\n".join(
        f'  "{name}": [\n' + ",\n".join(f"   {json.dumps(row, allow_nan=False)}" for row in rows) + "\n  ]"
        for name, rows in tensors.items()
    )
    head = {
        "format": FORMAT,
        "config": dataclasses.asdict(weights.config),
        "tokenizer": dict(_TOKENIZER),
        "training": dict(weights.training),
    }
    lines = [f' "{key}": {json.dumps(value, allow_nan=False)},' for key, value in head.items()]
    return ("{\n" + "\n".join(lines) + f'\n "state_dict": {{\n{state}\n }}\n}}\n').encode()


def save(weights: Weights, path: Path) -> None:
    """Write a weights file, whole or not at all. Raises TargetError."""
    write_whole(path, dumps(weights))


def _tensor(rows: list[list[float]]) -> NDArray[np.float64]:
    tensor = np.array(rows, dtype=np.float64)
    tensor.flags.writeable = False  # the weights are frozen
    return tensor
