"""Leak probabilities: against every string of a tiny model, and against plain draws of the real one."""

import itertools
import string
from collections import Counter
from collections.abc import Sequence
from types import MappingProxyType

import numpy as np
import pytest
from numpy.typing import NDArray

from model.engine.engine import Engine, decode, encode
from model.engine.leak import Automaton, Exploration, Indices, explore
from model.engine.survival import mean_upper_bound, survive
from model.engine.tree import count_names
from model.sizes import Config
from model.weights import Weights, find_frozen, load

WORDS = ("cab", "bb", "abca")
ALL = np.ones(len(WORDS) + 1, dtype=np.bool_)
BY_JUDGE = len(WORDS)  # the mark of names that only a judge can tell: here, those that begin as they end


def tiny_engine(letters: int = 3, longest: int = 5) -> Engine:
    """A model over a, b, c with names of at most 5 letters, and random weights that prefer some letters."""
    rng = np.random.default_rng(5)
    shapes = {"wte": (letters + 1, 16), "wpe": (longest, 16), "lm_head": (letters + 1, 16)}
    shapes |= {f"layer0.attn_{name}": (16, 16) for name in ("wq", "wk", "wv", "wo")}
    shapes |= {"layer0.mlp_fc1": (64, 16), "layer0.mlp_fc2": (16, 64)}
    tensors = {name: rng.normal(0, 0.25, shape) for name, shape in shapes.items()}
    config = Config(block_size=longest, vocab_size=letters + 1, BOS=letters)
    return Engine(Weights(config, MappingProxyType(tensors), {}))


def automaton_of(words: Sequence[str], alphabet: str = "abc", whole: str = "") -> Automaton:
    """By brute force: a state for each string shorter than the longest word, and a marked one for each word.

    One mark more, the last, is for `whole` and for the judge.
    """
    depth = max(map(len, words))
    strings = ["".join(s) for n in range(depth) for s in itertools.product(alphabet, repeat=n)]
    index = {s: i for i, s in enumerate(strings) if not any(word in s for word in words)}
    marked = {word: len(strings) + mark for mark, word in enumerate(words)}
    states = len(strings) + len(words)
    following = np.zeros((states, 26), dtype=np.intp)
    for s, i in index.items():
        for letter in alphabet:
            suffixes = [(s + letter)[k:] for k in range(len(s) + 2)]
            hit = [marked[suffix] for suffix in suffixes if suffix in marked]
            ahead = hit or [index[suffix] for suffix in suffixes if suffix in index]
            following[i, ord(letter) - ord("a")] = ahead[0]
    marks, ends = np.full(states, -1), np.full(states, -1)
    for mark, state in enumerate(marked.values()):
        following[state], marks[state] = state, mark
    if whole:
        ends[index[whole]] = len(words)
    return Automaton(following, marks, ends, len(words) + 1)


def mark_of(name: str) -> int:
    """The first word that is complete in a name, the longest of those; or what only a judge can tell."""
    for end in range(len(name) + 1):
        for mark, word in enumerate(WORDS):
            if name[:end].endswith(word):
                return mark
    return BY_JUDGE if judge([name])[0] >= 0 else -1


def judge(names: Sequence[str]) -> Indices:
    return np.array([BY_JUDGE if len(n) > 2 and n[0] == n[-1] else -1 for n in names], dtype=np.intp)


def clean(names: Sequence[str]) -> Indices:
    return np.full(len(names), -1, dtype=np.intp)


def every_name(engine: Engine, prefix: str) -> dict[str, float]:
    """All that can come of a prefix, with its probability."""
    complete: dict[str, float] = {}
    open_prefixes = [(prefix, 1.0)]
    while open_prefixes:
        text, mass = open_prefixes.pop()
        if len(text) == engine.longest:
            complete[text] = mass
            continue
        row = engine.probabilities(encode([text]))[0]
        complete[text] = mass * row[engine.end]
        open_prefixes += [(text + "abc"[token], mass * row[token]) for token in range(engine.end)]
    return complete


def truth(engine: Engine, prefix: str) -> NDArray[np.float64]:
    totals = np.zeros(len(ALL))
    for name, mass in every_name(engine, prefix).items():
        if (mark := mark_of(name)) >= 0:
            totals[mark] += mass
    return totals


ROOTS_ONLY = 1e6  # so likely is no prefix: all but the first letter is left open
PREFIXES = ("", "a", "ca", "cc", "cabb", "abcba")


@pytest.fixture(scope="module")
def tiny() -> Engine:
    return tiny_engine()


@pytest.fixture(scope="module")
def automaton() -> Automaton:
    return automaton_of(WORDS)


def test_a_whole_exploration_is_the_sum_over_every_string(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, PREFIXES, 0.0, judge)
    for index, prefix in enumerate(PREFIXES):
        assert sum(every_name(tiny, prefix).values()) == pytest.approx(1)
        np.testing.assert_allclose(explored.found[index], truth(tiny, prefix), rtol=0, atol=1e-13)
    assert explored.unexplored().max() == 0


def test_it_lists_every_marked_name_with_its_probability(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, PREFIXES, 0.0, judge, least_marked=0.0)
    for index, prefix in enumerate(PREFIXES):
        expected = {n: (m, mark_of(n)) for n, m in every_name(tiny, prefix).items() if mark_of(n) >= 0}
        listed = {
            name: (mass, mark)
            for part in explored.names
            for name, root, mass, mark in zip(
                decode(part.letters), part.root, part.mass, part.mark, strict=True
            )
            if root == index
        }
        assert listed.keys() == expected.keys()
        for name, (mass, mark) in expected.items():
            assert listed[name] == (pytest.approx(mass, abs=1e-13), mark)


def test_names_that_were_not_listed_are_drawn_in_proportion(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, PREFIXES, 0.0, judge, least_marked=0.02)
    listed = {
        (int(root), name)
        for part in explored.names
        for root, name in zip(part.root, decode(part.letters), strict=True)
    }
    unlisted = np.zeros(len(PREFIXES))
    for part in explored.unlisted:
        np.add.at(unlisted, part.rows.root, part.mass)
    walks = survive(
        tiny,
        automaton.unmarked(),
        explored.unlisted,
        [4_000] * len(PREFIXES),
        clean,
        np.random.default_rng(6),
    )
    assert len(walks.value) == 0
    for root, prefix in enumerate(PREFIXES):
        truth_left = {
            name: mass
            for name, mass in every_name(tiny, prefix).items()
            if mark_of(name) >= 0 and (root, name) not in listed
        }
        assert unlisted[root] == pytest.approx(sum(truth_left.values()), abs=1e-12)
        drawn = Counter(n for n, own in zip(walks.names, walks.root == root, strict=True) if own)
        assert set(drawn) <= set(truth_left)
        for name, mass in truth_left.items():
            p = mass / unlisted[root]
            assert abs(drawn[name] / 4_000 - p) <= 5 * (p * (1 - p) / 4_000) ** 0.5 + 1e-3


def test_names_that_are_not_asked_for_cost_no_passes(tiny: Engine, automaton: Automaton) -> None:
    with_names = explore(tiny, automaton, PREFIXES, 0.0, judge, least_marked=0.0)
    without = explore(tiny, automaton, PREFIXES, 0.0, judge)
    assert without.passes < with_names.passes
    np.testing.assert_allclose(without.found, with_names.found, rtol=0, atol=1e-13)


@pytest.mark.parametrize("least", [1.0, 0.3, 0.1, 0.03, 0.01])
def test_the_truth_is_between_what_was_found_and_what_was_left_open(
    tiny: Engine, automaton: Automaton, least: float
) -> None:
    explored = explore(tiny, automaton, PREFIXES, least, judge)
    unexplored = explored.unexplored()
    for index, prefix in enumerate(PREFIXES):
        total = truth(tiny, prefix).sum()
        found = explored.found[index].sum()
        assert found <= total + 1e-13
        assert total <= found + unexplored[index] + 1e-13


def test_without_a_judge_undecided_names_stay_open(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, PREFIXES, 0.0)
    for index, prefix in enumerate(PREFIXES):
        assert explored.found[index, BY_JUDGE] == 0
        unmarked = sum(m for n, m in every_name(tiny, prefix).items() if mark_of(n) in (-1, BY_JUDGE))
        assert explored.unexplored()[index] == pytest.approx(unmarked, abs=1e-13)


def test_a_name_may_be_banned_as_a_whole_only(tiny: Engine) -> None:
    automaton = automaton_of(WORDS, whole="ac")
    explored = explore(tiny, automaton, ["", "a"], 0.0, clean)
    for index, prefix in enumerate(["", "a"]):
        assert explored.found[index, len(WORDS)] == pytest.approx(every_name(tiny, prefix)["ac"], abs=1e-13)


def test_more_passes_find_more(tiny: Engine, automaton: Automaton) -> None:
    runs = [explore(tiny, automaton, [""], least, judge) for least in (1.0, 0.1, 0.01, 0.001)]
    for coarse, fine in itertools.pairwise(runs):
        assert coarse.passes < fine.passes
        assert coarse.found.sum() <= fine.found.sum() + 1e-15
        assert coarse.unexplored()[0] >= fine.unexplored()[0] - 1e-15


def missing(explored: Exploration, root: int, totals: NDArray[np.float64]) -> float:
    return float(explored.unexplored()[root] * totals.mean())


def test_random_walks_estimate_what_is_missing_without_bias(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, PREFIXES, ROOTS_ONLY, judge)
    walks = survive(tiny, automaton, explored.open, [10_000] * 4 + [0, 0], judge, np.random.default_rng(11))
    for root in range(4):
        for chosen in (ALL, *np.eye(len(ALL), dtype=np.bool_)):
            totals = walks.totals(root, chosen)
            assert len(totals) == 10_000
            assert totals.min() >= 0
            assert totals.max() <= 1 + 1e-12
            expected = float((truth(tiny, PREFIXES[root]) - explored.found[root])[chosen].sum())
            error = explored.unexplored()[root] * totals.std() / 10_000**0.5
            assert abs(missing(explored, root, totals) - expected) <= 4 * error + 1e-12


def test_walks_vary_less_than_counted_hits(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, [""], ROOTS_ONLY, judge)
    by_automaton = ALL.copy()
    by_automaton[BY_JUDGE] = False
    walks = survive(tiny, automaton, explored.open, [20_000], judge, np.random.default_rng(2))
    totals = walks.totals(0, by_automaton)
    assert totals.var() < 0.5 * totals.mean() * (1 - totals.mean())


def test_there_is_no_walk_where_nothing_was_left_open(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, ["cab", "", "ccccc"], ROOTS_ONLY, clean)
    walks = survive(tiny, automaton, explored.open, [50, 50, 50], clean, np.random.default_rng(1))
    assert [len(walks.totals(root, ALL)) for root in range(3)] == [0, 50, 50]
    explored = explore(tiny, automaton, ["cab"], 0.0, clean)
    assert len(survive(tiny, automaton, explored.open, [9], clean, np.random.default_rng(1)).root) == 0


def test_the_same_generator_gives_the_same_walks(tiny: Engine, automaton: Automaton) -> None:
    explored = explore(tiny, automaton, [""], ROOTS_ONLY, judge)
    one, two = (
        survive(tiny, automaton, explored.open, [500], judge, np.random.default_rng(3)) for _ in range(2)
    )
    assert one.value.tobytes() == two.value.tobytes()


def test_the_upper_bound_of_a_mean_is_seldom_below_it() -> None:
    """On the hardest case, rare values of 1, where a normal approximation fails most of the time."""
    rng = np.random.default_rng(8)
    mean, runs = 0.002, 400
    wrong = sum(
        mean_upper_bound((rng.random(500) < mean).astype(np.float64), 0.05) < mean for _ in range(runs)
    )
    assert wrong <= 31  # a binomial of 400 and 0.05 exceeds this once in a hundred times


def test_the_upper_bound_is_close_where_values_hardly_vary() -> None:
    values = np.full(10_000, 0.01)
    assert 0.01 < mean_upper_bound(values, 0.05) < 0.011
    assert mean_upper_bound(np.zeros(10_000), 0.05) < 5 / 10_000
    assert mean_upper_bound(np.ones(5), 0.05) == 1.0
    assert mean_upper_bound(np.empty(0), 0.05) == 1.0


def test_the_real_model_says_words_as_often_as_computed() -> None:
    """200,000 plain draws for each of several prefixes."""
    words = ("ana", "lin", "mel", "eli")
    engine = Engine(load(find_frozen()))
    automaton = automaton_of(words, string.ascii_lowercase)
    prefixes = ("", "j", "ma", "sha")
    explored = explore(engine, automaton, prefixes, 3e-3, clean)
    walks = survive(engine, automaton, explored.open, [3_000] * 4, clean, np.random.default_rng(4))
    n = 200_000
    for root, prefix in enumerate(prefixes):
        drawn = count_names(engine, encode([prefix])[0], n, np.random.default_rng(root))
        hits = sum(
            int(count)
            for part in drawn
            for name, count in zip(decode(part.letters), part.counts, strict=True)
            if any(word in name for word in words)
        )
        found = float(explored.found[root].sum())
        totals = walks.totals(root, np.ones(len(words) + 1, dtype=np.bool_))
        upper = found + explored.unexplored()[root] * mean_upper_bound(totals, 0.05)
        estimate = found + missing(explored, root, totals)
        error = 4 * (estimate * (1 - estimate) / n) ** 0.5
        assert found - error < hits / n < upper + error
        assert abs(hits / n - estimate) < error + explored.unexplored()[root] * 4 * totals.std() / 3_000**0.5
        assert upper < 1.15 * estimate
