"""What a weights file holds, as one record and as tables."""

import dataclasses
from collections.abc import Mapping

import msgspec
import numpy as np
from rich.table import Table
from rich.text import Text

from model.sizes import SHAPES
from model.weights import Weights


class Tensor(msgspec.Struct, frozen=True):
    """One tensor: its shape, its Frobenius norm and the largest absolute value in it."""

    name: str
    rows: int
    columns: int
    norm: float
    largest: float


class Summary(msgspec.Struct, frozen=True):
    """A weights file without its numbers."""

    file: str
    parameters: int
    config: dict[str, int]
    tensors: tuple[Tensor, ...]
    training: dict[str, object]


def describe(weights: Weights, file: str) -> Summary:
    """The summary of some weights; `file` names where they came from."""
    tensors = tuple(
        Tensor(name, *SHAPES[name], float(np.linalg.norm(tensor)), float(np.abs(tensor).max()))
        for name, tensor in weights.tensors.items()
    )
    config = dataclasses.asdict(weights.config)
    return Summary(file, weights.parameters, config, tensors, dict(weights.training))


def tables(summary: Summary) -> tuple[Table, ...]:
    """The summary for a terminal: sizes, tensors, and how the weights were made."""
    sizes = _pairs("config", {"file": summary.file, **summary.config})
    tensors = Table("tensor", title="tensors", title_justify="left", show_footer=True)
    tensors.columns[0].footer = "parameters"
    for heading, footer in (
        ("rows", ""),
        ("columns", ""),
        ("numbers", f"{summary.parameters:,}"),
        ("norm", ""),
        ("largest", ""),
    ):
        tensors.add_column(heading, footer, justify="right")
    for row in summary.tensors:
        numbers = f"{row.rows * row.columns:,}"
        tensors.add_row(
            row.name, str(row.rows), str(row.columns), numbers, f"{row.norm:.3f}", f"{row.largest:.3f}"
        )
    return sizes, tensors, _pairs("training", _flat(summary.training) or {"": "the file does not say"})


def _pairs(title: str, values: Mapping[str, object]) -> Table:
    table = Table("key", "value", title=title, title_justify="left")
    for key, value in values.items():
        table.add_row(
            _plain(key), _plain(f"{value:.4f}" if isinstance(value, float) and key == "loss" else value)
        )
    return table


def _plain(value: object) -> Text:
    """Text of a file as it is: no markup, and no control characters."""
    text = str(value)
    return Text(text if text.isprintable() else repr(text))


def _flat(values: Mapping[str, object], above: str = "") -> dict[str, object]:
    """Nested objects as one level of dotted keys."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        flat |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": value}
    return flat
