"""Names a second, in several ways, on one core: OPENBLAS_NUM_THREADS=1 python benchmarks/sampling.py

The bot's plain Python (without and with its prefix cache), NumPy one name at a time, NumPy with 5,000 names in
lock-step, and the tree of prefixes with split counts. Each includes writing its names to a file.
"""

import importlib.util
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import numpy as np

from model.engine.engine import Engine, decode, encode
from model.engine.tree import sample_lines
from model.training.sampling import sample
from model.weights import find_frozen, load

REPOSITORY = Path(__file__).resolve().parent.parent
WEIGHTS = load(find_frozen())
ENGINE = Engine(WEIGHTS)
BLANK = encode([""])


def load_bot() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bot_file", REPOSITORY / "bot" / "bot.py")
    assert spec is not None
    assert spec.loader is not None
    bot = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bot)
    bot.load_model(find_frozen())
    return bot


BOT = load_bot()


def plain_python(n: int) -> Iterable[bytes]:
    stream = random.Random(1)
    for _ in range(n):
        BOT.query_key_value.cache_clear()
        BOT.after.cache_clear()
        yield BOT.draw("", stream).encode() + b"\n"


def prefix_cached(n: int) -> Iterable[bytes]:
    BOT.after.cache_clear()
    stream = random.Random(1)
    for _ in range(n):
        yield BOT.draw("", stream).encode() + b"\n"


def one_at_a_time(n: int) -> Iterable[bytes]:
    rng = random.Random(1)
    for _ in range(n):
        yield sample(WEIGHTS.tensors, rng, 0.7).encode() + b"\n"


def lock_step(n: int) -> Iterable[bytes]:
    rng = np.random.default_rng(1)
    for start in range(0, n, 5_000):
        rows = np.repeat(BLANK, min(5_000, n - start), axis=0)
        while len(rows):
            cumulative = ENGINE.probabilities(rows).cumsum(axis=1)
            tokens = (cumulative[:, :-1] <= rng.random((len(rows), 1)) * cumulative[:, -1:]).sum(axis=1)
            goes_on = (tokens != ENGINE.end) & (rows.shape[1] + 1 < ENGINE.longest)
            ended = rows[~goes_on]
            if len(ended):
                yield "".join(f"{name}\n" for name in decode(ended)).encode()
            rows = np.column_stack([rows[goes_on], tokens[goes_on].astype(np.uint8)])


def tree(n: int) -> Iterable[bytes]:
    return sample_lines(ENGINE, BLANK[0], n, np.random.default_rng(1))


def names_a_second(way: Callable[[int], Iterable[bytes]], n: int) -> float:
    """The best of three runs."""
    rates = []
    for _ in range(3):
        with tempfile.TemporaryFile() as file:
            started = time.perf_counter()
            file.writelines(way(n))
            file.flush()
            rates.append(n / (time.perf_counter() - started))
    return max(rates)


def main() -> None:
    ways = (
        ("plain Python, no cache", plain_python, 500),
        ("plain Python, the bot", prefix_cached, 5_000),
        ("NumPy, one name at a time", one_at_a_time, 500),
        ("NumPy, 5,000 in lock-step", lock_step, 50_000),
        ("tree of prefixes", tree, 100_000),
        ("tree of prefixes", tree, 1_000_000),
    )
    print(f"{'way':<28}{'names':>10}{'names/s':>12}{'ratio':>9}")
    base = None
    for title, way, n in ways:
        rate = names_a_second(way, n)
        base = base or rate
        print(f"{title:<28}{n:>10,}{rate:>12,.0f}{rate / base:>8,.0f}x")


if __name__ == "__main__":
    main()
