"""Sampling by splitting counts follows the distribution of single draws."""

import heapq
import itertools
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from model.engine.engine import Engine, Letters, decode, encode
from model.engine.tree import ROUND, count_names, sample_lines
from model.weights import find_frozen, load

BLANK = encode([""])[0]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load(find_frozen()))


def prefix_of(text: str) -> Letters:
    row: Letters = encode([text])[0]
    return row


def likeliest_names(engine: Engine, count: int) -> dict[str, float]:
    """The likeliest names and their probabilities, by a search that takes the likeliest prefix first."""
    found: dict[str, float] = {}
    open_prefixes = [(-1.0, "", False)]
    while len(found) < count:
        mass, prefix, ended = heapq.heappop(open_prefixes)
        if ended or len(prefix) == 16:
            found[prefix] = -mass
            continue
        row = engine.probabilities(encode([prefix]))[0]
        heapq.heappush(open_prefixes, (mass * row[26], prefix, True))
        for token in range(26):
            heapq.heappush(open_prefixes, (mass * row[token], prefix + chr(ord("a") + token), False))
    return found


@pytest.mark.slow
def test_the_200_likeliest_names_come_as_often_as_the_model_says(engine: Engine) -> None:
    n = 500_000
    expected = likeliest_names(engine, 200)
    counts = Counter(b"".join(sample_lines(engine, BLANK, n, np.random.default_rng(42))).decode().split("\n"))
    statistic = sum((counts[name] - n * p) ** 2 / (n * p) for name, p in expected.items())
    rest, p_rest = n - sum(counts[name] for name in expected), 1 - sum(expected.values())
    statistic += (rest - n * p_rest) ** 2 / (n * p_rest)
    assert statistic < 267.54  # the chi-square distribution with 200 degrees of freedom has 0.1 % beyond
    assert statistic > 143.84  # and 0.1 % below: counts that fit too well were not drawn


@pytest.mark.parametrize("prefix", ["", "a", "mel", "qzx", "a" * 15, "b" * 16])
def test_every_name_begins_with_the_prefix_and_the_counts_add_up(engine: Engine, prefix: str) -> None:
    seen: list[str] = []
    total = 0
    for counted in count_names(engine, prefix_of(prefix), 3_000, np.random.default_rng(7)):
        assert (counted.counts > 0).all()
        names = decode(counted.letters)
        assert all(name.startswith(prefix) and len(name) <= 16 for name in names)
        seen += names
        total += int(counted.counts.sum())
    assert total == 3_000
    assert len(seen) == len(set(seen))


def test_one_seed_gives_one_sequence_of_bytes(engine: Engine) -> None:
    def sampled(seed: int) -> bytes:
        return b"".join(sample_lines(engine, BLANK, 2_000, np.random.default_rng(seed)))

    assert sampled(1) == sampled(1)
    assert sampled(1) != sampled(2)


def test_lines_come_in_random_order(engine: Engine) -> None:
    names = b"".join(sample_lines(engine, BLANK, 20_000, np.random.default_rng(3))).decode().split("\n")[:-1]
    assert len(names) == 20_000
    first, last = names[:10_000], names[10_000:]
    assert abs(np.mean([len(name) for name in first]) - np.mean([len(name) for name in last])) < 0.1
    repeats = sum(a == b for a, b in itertools.pairwise(names))
    assert repeats < 40  # about 20,000 times the sum of p squared; sorted, thousands of names stand in a row


def test_a_sample_that_takes_two_rounds_is_whole(engine: Engine) -> None:
    blocks = list(sample_lines(engine, prefix_of("melissandrahope"), ROUND + 5, np.random.default_rng(1)))
    assert [block.count(b"\n") for block in blocks] == [ROUND, 5]


def test_no_name_is_no_line(engine: Engine) -> None:
    assert list(sample_lines(engine, BLANK, 0, np.random.default_rng(1))) == []


def run_sample(*arguments: str) -> str:
    command = [sys.executable, "-m", "model", "sample", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_the_command_prints_as_many_names_as_asked_for() -> None:
    names = run_sample("mar", "-n", "3000", "--seed", "x").splitlines()
    assert len(names) == 3_000
    assert all(name.startswith("mar") for name in names)
    assert run_sample("mar", "-n", "3000", "--seed", "x").splitlines() == names
    assert run_sample("mar", "-n", "3000", "--seed", "y").splitlines() != names


@pytest.mark.slow
def test_the_command_counts_the_same_names_commonest_first() -> None:
    lines = [line.rsplit(" ", 1) for line in run_sample("-n", "5000", "--counts").splitlines()]
    counts = {name: int(count) for count, name in lines}
    assert counts == Counter(run_sample("-n", "5000").splitlines())
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_a_temperature_that_is_no_number_is_refused_in_a_sentence() -> None:
    command = [sys.executable, "-m", "model", "sample", "--temperature", "nan"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "temperature must be a positive number" in done.stderr
