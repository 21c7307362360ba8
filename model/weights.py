"""The weights file: reading it with every check, and writing it.

The format is the one of the course's starter, "tiny-gpt-char-v1", so a bot written for that runs on these
files. A file may carry one more key, `training`: how its weights were made.
"""

import dataclasses
import json
import math
import string
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from model.errors import WeightsError
from model.files import write_whole

FORMAT = "tiny-gpt-char-v1"
LETTERS = string.ascii_lowercase
# Whatever computes with these matrices imports this module. They are far too small to share out: on a busy machine
# the linear algebra's threads wait for each other, up to thirty times as long as one of them would take alone. And
# the last bits of a result must not depend on how many cores there are.
threadpool_limits(limits=1, user_api="blas")

MAX_BYTES = 1 << 20  # a file at full precision has 91 kB


@dataclass(frozen=True, slots=True)
class Config:
    """The sizes of the model; the names are those of the file."""

    n_layer: int = 1
    n_embd: int = 16
    block_size: int = 16
    n_head: int = 4
    head_dim: int = 4
    vocab_size: int = 27
    BOS: int = 26


CONFIG = Config()  # the only one: the frozen forward pass and the engine are written for these sizes

SHAPES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "wte": (27, 16),
        "wpe": (16, 16),
        "lm_head": (27, 16),
        "layer0.attn_wq": (16, 16),
        "layer0.attn_wk": (16, 16),
        "layer0.attn_wv": (16, 16),
        "layer0.attn_wo": (16, 16),
        "layer0.mlp_fc1": (64, 16),
        "layer0.mlp_fc2": (16, 64),
    }
)
"""(rows, columns) of each tensor, in the order in which the published run draws them."""

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
    top = _object(_parse(data, place), place)
    for key in ("format", "config", "tokenizer", "state_dict"):
        if key not in top:
            raise WeightsError(f"{place}: has no key {key!r}")
    _expect(top["format"], FORMAT, f"{place}: format")
    config, where = _object(top["config"], f"{place}: config"), f"{place}: config"
    _same_keys(config, dataclasses.asdict(CONFIG), where)
    for key, expected in dataclasses.asdict(CONFIG).items():
        _expect(config[key], expected, f"{where}.{key}")
    _check_tokenizer(_object(top["tokenizer"], f"{place}: tokenizer"), f"{place}: tokenizer")
    state, where = _object(top["state_dict"], f"{place}: state_dict"), f"{place}: state_dict"
    _same_keys(state, SHAPES, where)
    tensors = {name: _tensor(state[name], shape, f"{where}.{name}") for name, shape in SHAPES.items()}
    training = _object(top.get("training", {}), f"{place}: training")
    try:
        json.dumps(training, allow_nan=False)
    except ValueError:
        raise WeightsError(f"{place}: training: contains a number that is too large for a float") from None
    return Weights(CONFIG, MappingProxyType(tensors), MappingProxyType(training))


def make(tensors: Mapping[str, NDArray[np.float64]], training: Mapping[str, object]) -> Weights:
    """Weights from tensors in memory, copied and held to the same checks as a file. Raises WeightsError."""
    _same_keys(tensors, SHAPES, "tensors")
    checked = {
        name: _tensor(np.asarray(tensors[name]).tolist(), shape, f"tensors.{name}")
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


def _parse(data: bytes, place: str) -> object:
    def refuse_constant(constant: str) -> NoReturn:
        raise WeightsError(f"{place}: contains {constant}; every number must be finite")

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = dict(pairs)
        if len(keys) < len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            raise WeightsError(f"{place}: the key {twice!r} stands twice in one object")
        return keys

    try:
        parsed: object = json.loads(data.decode(), parse_constant=refuse_constant, object_pairs_hook=unique)
    except UnicodeDecodeError as error:
        raise WeightsError(f"{place}: is not UTF-8 text (byte {error.start}); give a weights file") from None
    except json.JSONDecodeError as error:
        raise WeightsError(
            f"{place}: is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise WeightsError(f"{place}: is nested too deeply to be a weights file") from None
    except ValueError:  # an integer of thousands of digits
        raise WeightsError(f"{place}: contains a number that is too long") from None
    return parsed


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise WeightsError(f"{where}: expected an object, found {_show(value)}")
    return value


def _same_keys(found: Mapping[str, object], expected: Mapping[str, object], where: str) -> None:
    for key in expected:
        if key not in found:
            raise WeightsError(f"{where}: has no key {key!r}")
    for key in found:
        if key not in expected:
            raise WeightsError(f"{where}: has an unknown key {key!r}; this model has {', '.join(expected)}")


def _expect(found: object, expected: object, where: str) -> None:
    if type(found) is not type(expected) or found != expected:
        raise WeightsError(f"{where}: expected {json.dumps(expected)}, found {_show(found)}")


def _check_tokenizer(tokenizer: dict[str, object], where: str) -> None:
    """Every table must say a-z = 0..25 and BOS = 26: one that disagrees would silently mean other letters."""
    for key, expected in _TOKENIZER.items():
        if key not in tokenizer:
            raise WeightsError(f"{where}: has no key {key!r}")
        found = tokenizer[key]
        if isinstance(expected, dict):
            table = _object(found, f"{where}.{key}")
            for entry, value in expected.items():
                if entry not in table:
                    raise WeightsError(f"{where}.{key}: has no entry for {entry!r}")
                _expect(table[entry], value, f"{where}.{key}[{entry!r}]")
            if len(table) > len(expected):
                extra = next(entry for entry in table if entry not in expected)
                raise WeightsError(f"{where}.{key}: has an entry too many, {extra!r}")
        elif isinstance(expected, list):
            if not isinstance(found, list) or len(found) != len(expected):
                raise WeightsError(f"{where}.{key}: expected the 26 letters a to z, found {_show(found)}")
            for index, (letter, value) in enumerate(zip(expected, found, strict=True)):
                _expect(value, letter, f"{where}.{key}[{index}]")
        else:
            _expect(found, expected, f"{where}.{key}")


def _tensor(value: object, shape: tuple[int, int], where: str) -> NDArray[np.float64]:
    rows, columns = shape
    if not isinstance(value, list):
        raise WeightsError(f"{where}: expected {rows} rows, found {_show(value)}")
    if len(value) != rows:
        raise WeightsError(f"{where}: expected {rows} rows, found {len(value)}")
    for index, row in enumerate(value):
        if not isinstance(row, list):
            raise WeightsError(f"{where} row {index}: expected {columns} numbers, found {_show(row)}")
        if len(row) != columns:
            raise WeightsError(f"{where} row {index}: expected {columns} numbers, found {len(row)}")
        for column, number in enumerate(row):
            if not _finite(number):
                place = f"{where} row {index} column {column}"
                raise WeightsError(f"{place}: expected a finite number, found {_show(number)}")
    tensor = np.array(value, dtype=np.float64)
    tensor.flags.writeable = False  # the weights are frozen
    return tensor


def _finite(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    try:
        return math.isfinite(number)
    except OverflowError:  # an int beyond the range of a float
        return False


def _show(value: object) -> str:
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value) if isinstance(value, float) else json.dumps(value)
    return text if len(text) <= 40 else text[:40] + "…"
