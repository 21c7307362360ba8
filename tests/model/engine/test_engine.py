"""The engine and the bot's plain Python are one model."""

import importlib.util
import itertools
import random
import string
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from model.engine.engine import Engine, decode, encode
from model.weights import find_frozen, load


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load(find_frozen()))


@pytest.fixture(scope="module")
def bot(repository: Path) -> ModuleType:
    """The bot's file, loaded as data by its place, with the frozen weights."""
    spec = importlib.util.spec_from_file_location("bot_under_test", repository / "bot" / "bot.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.load_model(find_frozen())
    return module


def random_prefixes(length: int, count: int) -> list[str]:
    rng = random.Random(f"prefixes of {length}")
    return ["".join(rng.choices(string.ascii_lowercase, k=length)) for _ in range(count)]


@pytest.mark.parametrize("length", range(16))
def test_after_a_prefix_of_any_length_the_engine_says_what_the_bot_says(
    engine: Engine, bot: ModuleType, length: int
) -> None:
    prefixes = random_prefixes(length, 20)
    cumulative = engine.probabilities(encode(prefixes)).cumsum(axis=1)
    for prefix, row in zip(prefixes, cumulative, strict=True):
        np.testing.assert_allclose(row, bot.after(prefix), rtol=0, atol=1e-12)


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 3.0])
def test_at_any_temperature_too(bot: ModuleType, temperature: float) -> None:
    prefixes = random_prefixes(4, 10)
    engine = Engine(load(find_frozen()), temperature)
    for prefix, row in zip(prefixes, engine.probabilities(encode(prefixes)), strict=True):
        keys, values = [[]], [[]]  # type: list[list[object]], list[list[object]]
        logits: list[float] = []
        for position, token in enumerate([bot.BOS, *map(string.ascii_lowercase.index, prefix)]):
            logits = bot.gpt(token, position, keys, values)
        np.testing.assert_allclose(row, bot.softmax([x / temperature for x in logits]), rtol=0, atol=1e-12)


def test_a_row_does_not_depend_on_its_batch(engine: Engine) -> None:
    prefixes = random_prefixes(5, 2500)  # more than the engine takes in one pass
    together = engine.probabilities(encode(prefixes))
    assert np.abs(together.sum(axis=1) - 1).max() < 1e-12
    for index in (0, 1023, 1024, 2499):
        alone = engine.probabilities(encode([prefixes[index]]))
        np.testing.assert_allclose(alone[0], together[index], rtol=0, atol=1e-13)


def test_no_row_is_no_work(engine: Engine) -> None:
    assert engine.probabilities(np.zeros((0, 3), dtype=np.uint8)).shape == (0, 27)


def test_nothing_follows_a_whole_name(engine: Engine) -> None:
    with pytest.raises(ValueError, match="16 letters is a whole name"):
        engine.probabilities(encode(["a" * 16]))


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("inf"), float("nan")])
def test_a_temperature_is_a_positive_number(temperature: float) -> None:
    with pytest.raises(ValueError, match="positive number"):
        Engine(load(find_frozen()), temperature)


def test_names_become_tokens_and_names_again() -> None:
    names = ["anna", "zebe", "qqqq"]
    assert encode(names).tolist() == [[0, 13, 13, 0], [25, 4, 1, 4], [16] * 4]
    assert decode(encode(names)) == names
    assert decode(encode([""])) == [""]
    assert decode(encode([])) == []


@pytest.mark.parametrize("names", [["ab", "abc"], ["Ab"], ["a b"], ["é"], ["a`"], ["a{"]])
def test_what_is_no_array_of_letters_is_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="one length and the letters a-z"):
        encode(names)


def test_the_longest_prefix_still_has_a_next_letter(engine: Engine) -> None:
    rows = engine.probabilities(encode(["".join(itertools.islice(itertools.cycle("an"), 15))]))
    assert rows.shape == (1, 27)
    assert rows.sum() == pytest.approx(1)
