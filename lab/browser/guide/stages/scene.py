"""The whole way of one token as stations: at each, a matrix or some vectors, what goes in and what comes out."""

from typing import Literal

import msgspec

from bot import bot
from lab.browser.guide.activations import Activations, Vector, activations
from lab.browser.guide.origins import Origin, origin
from lab.browser.guide.stages.walk import Stage, joined, stages

Role = Literal["matrix", "in", "out", "stack"]
"""What a grid is at its station: in goes along the columns of a matrix, out along its rows; vectors may be stacked."""

# station: the matrix that works there, the stage that goes in, and the one that comes out
PRODUCTS = {
    "query": ("layer0.attn_wq", "attention_in", "query"),
    "key": ("layer0.attn_wk", "attention_in", "key"),
    "value": ("layer0.attn_wv", "attention_in", "value"),
    "mix": ("layer0.attn_wo", "attended", "attention_out"),
    "up": ("layer0.mlp_fc1", "mlp_in", "mlp_hidden"),
    "down": ("layer0.mlp_fc2", "mlp_hidden", "mlp_out"),
    "score": ("lm_head", "after_mlp", "logits"),
}
LOOKUPS = {"token": ("wte", "token_embedding"), "place": ("wpe", "position_embedding")}
STACKS = {
    "begin": ("token_embedding", "position_embedding", "summed", "embedded", "attention_in"),
    "heads": ("query", "attended"),
    "add": ("embedded", "attention_out", "after_attention", "mlp_in"),
    "again": ("after_attention", "mlp_out", "after_mlp"),
    "next": ("logits", "probabilities"),
}
ORDER = (
    *(
        "token",
        "place",
        "begin",
        "query",
        "key",
        "value",
        "heads",
        "mix",
        "add",
        "up",
        "down",
        "again",
        "score",
    ),
    "next",
)


class Grid(msgspec.Struct, frozen=True):
    """Numbers in rows. Those of a matrix are not here: it never changes, and `guide.matrix` has them."""

    name: str  # of a stage, of a matrix as in model.json, or "keys", "weights", "values" of the heads
    role: Role
    rows: tuple[Vector, ...]
    origin: Origin
    chosen: int | None = None  # the row that is looked up


class Station(msgspec.Struct, frozen=True):
    """A stop on the way."""

    name: str
    grids: tuple[Grid, ...]


def scene(name: str, position: int) -> tuple[Station, ...]:
    """All stations for the token at `position` of `name`, in the order of the pass."""
    passes = activations(name)[: position + 1]
    known = {stage.name: stage for stage in stages(passes)}
    return tuple(Station(station, grids_of(station, passes, known)) for station in ORDER)


def grids_of(station: str, past: tuple[Activations, ...], known: dict[str, Stage]) -> tuple[Grid, ...]:
    """What is to be seen at a station."""
    if station in PRODUCTS:
        matrix, read, made = PRODUCTS[station]
        return (matrix_of(matrix), grid(known[read], "in"), grid(known[made], "out"))
    if station in LOOKUPS:
        matrix, made = LOOKUPS[station]
        row = past[-1].token if matrix == "wte" else past[-1].position
        return (matrix_of(matrix, row), grid(known[made], "in"))
    stacked = [grid(known[stage], "stack") for stage in STACKS[station]]
    return tuple([stacked[0], *cache(past), *stacked[1:]] if station == "heads" else stacked)


def matrix_of(name: str, chosen: int | None = None) -> Grid:
    """One of the nine matrices, without its numbers."""
    return Grid(name, "matrix", (), origin(bot.load_model, matrix=name), chosen)


def grid(stage: Stage, role: Role) -> Grid:
    """A vector on the way, as a grid of one row."""
    return Grid(stage.name, role, (stage.numbers,), stage.origin)


def cache(past: tuple[Activations, ...]) -> tuple[Grid, ...]:
    """What the four heads look at: a key and a value for each of the T tokens so far, and their weights (4, T)."""
    read, looks = [each.attention_in for each in past], past[-1].looks
    keys, values = tuple(joined(each.keys) for each in past), tuple(joined(each.values) for each in past)
    weights = tuple(look.weights for look in looks)
    return (
        Grid("keys", "stack", keys, origin(bot.linear, x=read, w="layer0.attn_wk")),
        Grid("weights", "stack", weights, origin(bot.softmax, logits=[look.scores for look in looks])),
        Grid("values", "stack", values, origin(bot.linear, x=read, w="layer0.attn_wv")),
    )
