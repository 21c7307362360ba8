"""Parameters: nine matrices, their numbers, and how many there would be in a wider or deeper model."""

import msgspec

from bot import bot
from lab.browser import house
from lab.browser.guide.activations import Vector
from lab.browser.guide.origins import Origin, origin

LAYER = "layer0."  # what the names of a layer's matrices begin with in model.json


class Matrix(msgspec.Struct, frozen=True):
    """One matrix, or those of one kind in all layers: their shape, and how many numbers they have."""

    name: str  # as in model.json
    layers: int  # that have one
    rows: int
    columns: int
    count: int  # in all of them
    times: float  # as many as in the bot's own model
    origins: dict[str, Origin]


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
    """The matrices of a model of these sizes, and how many parameters they make."""
    matrices = tuple(
        made(name, rows, columns, n_layer if name.startswith(LAYER) else 1)
        for name, (rows, columns) in shapes(n_embd, block_size, vocab_size).items()
    )
    counts = [matrix.count for matrix in matrices]
    total, ours = sum(counts), sum(numbers_in(*shape) for shape in bot.SHAPES.values())
    origins = {
        "shape": origin(shapes, n_embd=n_embd, block_size=block_size, vocab_size=vocab_size),
        "total": origin(sum, counts=counts),
        "times": origin(times, count=total, ours=ours),
    }
    return Parameters(matrices, total, times(total, ours), origins)


def shapes(n_embd: int, block_size: int, vocab_size: int) -> dict[str, tuple[int, int]]:
    """bot.SHAPES for other sizes: rows and columns of the matrices of a model with one layer."""
    return {
        "wte": (vocab_size, n_embd),
        "wpe": (block_size, n_embd),
        "lm_head": (vocab_size, n_embd),
        "layer0.attn_wq": (n_embd, n_embd),
        "layer0.attn_wk": (n_embd, n_embd),
        "layer0.attn_wv": (n_embd, n_embd),
        "layer0.attn_wo": (n_embd, n_embd),
        "layer0.mlp_fc1": (4 * n_embd, n_embd),
        "layer0.mlp_fc2": (n_embd, 4 * n_embd),
    }


def made(name: str, rows: int, columns: int, layers: int) -> Matrix:
    """A matrix of this shape in each of some layers, held against the bot's one."""
    count, ours = numbers_in(rows, columns, layers), numbers_in(*bot.SHAPES[name])
    origins = {
        "count": origin(numbers_in, rows=rows, columns=columns, layers=layers),
        "times": origin(times, count=count, ours=ours),
    }
    return Matrix(name, layers, rows, columns, count, times(count, ours), origins)


def times(count: int, ours: int) -> float:
    return count / ours


def numbers_in(rows: int, columns: int, layers: int = 1) -> int:
    return layers * rows * columns


def matrix(name: str) -> Numbers:
    """The frozen weights of one matrix."""
    house.shipped_bot()
    rows = tuple(tuple(row) for row in bot.state_dict[name])
    numbers = [number for row in rows for number in row]
    deviation = (sum(number * number for number in numbers) / len(numbers)) ** 0.5
    origins = {"rows": origin(bot.load_model, matrix=name), "deviation": origin(matrix, name=name)}
    return Numbers(name, rows, min(numbers), max(numbers), deviation, origins)
