"""Parameters: nine matrices, their numbers, and how many there would be in a wider or deeper model."""

import msgspec

from bot import bot
from lab.browser import house
from lab.browser.guide.activations import Vector
from lab.browser.guide.origins import Origin, origin


class Matrix(msgspec.Struct, frozen=True):
    """One matrix (or one in each layer): its shape, and how many numbers that makes."""

    name: str  # as in model.json
    rows: int
    columns: int
    count: int
    times: float  # as many as in the bot's own model


class Parameters(msgspec.Struct, frozen=True):
    """All matrices of a model."""

    matrices: tuple[Matrix, ...]
    total: int
    times: float  # as many as in the bot's own model
    origins: dict[str, Origin]


class Numbers(msgspec.Struct, frozen=True):
    """What stands in one of the nine matrices."""

    name: str
    rows: tuple[Vector, ...]
    smallest: float
    largest: float
    deviation: float  # the root of the mean square, for their mean is near 0
    origins: dict[str, Origin]


def parameters(n_embd: int, n_layer: int, block_size: int, vocab_size: int) -> Parameters:
    """The matrices of a model of these sizes, layer by layer."""
    matrices = tuple(
        Matrix(name, rows, columns, rows * columns, rows * columns / size(name))
        for name, (rows, columns) in shapes(n_embd, n_layer, block_size, vocab_size).items()
    )
    total = sum(matrix.count for matrix in matrices)
    given = {"n_embd": n_embd, "n_layer": n_layer, "block_size": block_size, "vocab_size": vocab_size}
    origins = {
        "shape": origin(shapes, **given),
        "count": origin(parameters, **given),
        "total": origin(sum, counts=[matrix.count for matrix in matrices]),
    }
    return Parameters(matrices, total, total / sum(map(size, bot.SHAPES)), origins)


def shapes(n_embd: int, n_layer: int, block_size: int, vocab_size: int) -> dict[str, tuple[int, int]]:
    """bot.SHAPES for any sizes."""
    square, wide = (n_embd, n_embd), 4 * n_embd
    layer = {
        "attn_wq": square,
        "attn_wk": square,
        "attn_wv": square,
        "attn_wo": square,
        "mlp_fc1": (wide, n_embd),
        "mlp_fc2": (n_embd, wide),
    }
    return {
        "wte": (vocab_size, n_embd),
        "wpe": (block_size, n_embd),
        "lm_head": (vocab_size, n_embd),
        **{f"layer{number}.{name}": shape for number in range(n_layer) for name, shape in layer.items()},
    }


def size(name: str) -> int:
    """How many numbers the bot's matrix of this name has; every layer is like the first."""
    kind = name.partition(".")[2]
    rows, columns = bot.SHAPES[f"layer0.{kind}" if kind else name]
    return int(rows * columns)


def matrix(name: str) -> Numbers:
    """The frozen weights of one matrix."""
    house.shipped_bot()
    rows = tuple(tuple(row) for row in bot.state_dict[name])
    numbers = [number for row in rows for number in row]
    deviation = (sum(number * number for number in numbers) / len(numbers)) ** 0.5
    origins = {"rows": origin(bot.load_model, matrix=name), "deviation": origin(matrix, name=name)}
    return Numbers(name, rows, min(numbers), max(numbers), deviation, origins)
