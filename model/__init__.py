"""Numbers only: weights, training, a fast engine, and the course's steps.

The public names load on first use, so that a command which needs none of them does not wait for NumPy. With the
first of them NumPy's linear algebra is limited to one thread in this process: `model.blas` says why.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from model.errors import ModelError, NamesError, WeightsError

if TYPE_CHECKING:
    from model.sizes import Config
    from model.training.names import load_names
    from model.weights import Weights, dumps, find_frozen, load, loads, save

_HOMES = {
    "Config": "model.sizes",
    "Weights": "model.weights",
    "dumps": "model.weights",
    "find_frozen": "model.weights",
    "load": "model.weights",
    "load_names": "model.training.names",
    "loads": "model.weights",
    "save": "model.weights",
}

__all__ = [
    "Config",
    "ModelError",
    "NamesError",
    "Weights",
    "WeightsError",
    "dumps",
    "find_frozen",
    "load",
    "load_names",
    "loads",
    "save",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
