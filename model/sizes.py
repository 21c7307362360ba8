"""The sizes of the model and its letters: plain Python, for code that runs where there is no NumPy."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LETTERS = string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Config:
    """The sizes of the model; the names are those of the weights file."""

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
