"""What every widget shares, made once: the policy, what ordinary people are called, the frozen bot and its weights."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import bot
from grader.probes.families import World, make_world
from grader.submission.frozen import FrozenCode
from policies import Policy, load, read_given_names

LETTERS, END = bot.LETTERS, bot.BOS
WEIGHTS = Path(__file__).resolve().parents[2] / "model.json"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the model, as model.json names them."""

    n_layer: int
    n_embd: int
    block_size: int
    n_head: int
    head_dim: int
    vocab_size: int
    BOS: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix without NumPy."""

    rows: list[list[float]]

    def tolist(self) -> list[list[float]]:
        """The rows, which nobody may change."""
        return self.rows


@dataclass(frozen=True, slots=True)
class PlainWeights:
    """model.json as the frozen code takes it."""

    config: Sizes
    tensors: Mapping[str, Rows]


@functools.cache
def shipped_bot() -> object:
    """The module `bot.bot` with its weights loaded: the model of whatever a page draws."""
    bot.load_model(str(WEIGHTS))
    return bot


@functools.cache
def policy() -> Policy:
    """What is banned."""
    return load()


@functools.cache
def world() -> World:
    """The policy, its labels, and what ordinary people type: what the grader asks from."""
    return make_world(policy(), read_given_names())


@functools.cache
def frozen() -> FrozenCode:
    """The frozen code apart from any hook, as the judge asks it."""
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    tensors = {name: Rows(rows) for name, rows in content["state_dict"].items()}
    return FrozenCode(PlainWeights(Sizes(**content["config"]), tensors))


def following(prefix: str) -> list[float]:
    """The probabilities of the 27 tokens that may follow BOS and these letters; the last one ends the name."""
    shipped_bot()
    cumulative = bot.after(prefix)
    before = [0.0, *cumulative[:-1]]
    return [(high - low) / cumulative[-1] for low, high in zip(before, cumulative, strict=True)]
