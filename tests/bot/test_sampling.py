"""The frozen sampling: each slot has its own stream, and anyone who knows the seed can draw its ten names again."""

import itertools
import random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .building import LETTERS, load_bot

seeds = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
prefixes = st.text(LETTERS, max_size=16)


@pytest.fixture(scope="module")
def bot() -> ModuleType:
    return load_bot()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, bot: ModuleType) -> list[str]:
    """Every name that `is_safe_name` is asked about, all of them rejected."""
    asked: list[str] = []

    def is_safe_name(name: str) -> bool:
        asked.append(name)
        return False

    monkeypatch.setattr(bot, "is_safe_name", is_safe_name)
    return asked


def choose(bot: ModuleType, prefix: str, stream: random.Random) -> str:
    """A name as the course draws it: with random.choices, and nothing remembered."""
    keys, values = [[]], [[]]  # type: list[list[list[float]]], list[list[list[float]]]
    name, token = "", bot.BOS
    while len(name) < 16:
        logits = bot.gpt(token, len(name), keys, values)
        token = LETTERS.index(prefix[len(name)]) if len(name) < len(prefix) else None
        if token is None:
            (token,) = stream.choices(range(27), weights=bot.softmax([logit / 0.7 for logit in logits]))
            if token == bot.BOS:
                break
        name += LETTERS[token]
    return name


@given(seeds, st.integers(0, 10**6), st.integers(0, 5_000), prefixes)
def test_a_slot_draws_what_random_choices_draws_from_its_stream(
    bot: ModuleType, seed: str, request_number: int, slot: int, prefix: str
) -> None:
    stream = bot.slot_stream(seed, request_number, slot)
    reference = random.Random(f"{seed}:{request_number}:{slot}")
    for _ in range(3):
        assert bot.draw(prefix, stream) == choose(bot, prefix, reference)
    assert stream.getstate() == reference.getstate()


@given(seeds, prefixes)
def test_a_name_is_its_prefix_and_letters_up_to_16(bot: ModuleType, seed: str, prefix: str) -> None:
    name = bot.draw(prefix, bot.slot_stream(seed, 0, 0))
    assert name.startswith(prefix)
    assert len(name) <= 16
    assert set(name) <= set(LETTERS)


def test_a_prefix_of_16_letters_is_its_own_name_and_uses_no_random_number(bot: ModuleType) -> None:
    stream = bot.slot_stream("1", 0, 0)
    before = stream.getstate()
    assert bot.draw("abcdefghijklmnop", stream) == "abcdefghijklmnop"
    assert stream.getstate() == before


def test_the_ten_draws_of_a_slot_follow_each_other_in_one_stream(bot: ModuleType, watched: list[str]) -> None:
    assert bot.respond("ma", 3, "s") == "REFUSE: couldn't generate a safe name for one of the prefixes."
    stream = random.Random("s:3:0")
    assert watched == [choose(bot, "ma", stream) for _ in range(10)]


def test_the_first_draw_that_is_safe_is_kept(bot: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for tries in range(1, 11):
        asked = itertools.count(1)
        monkeypatch.setattr(bot, "is_safe_name", lambda _name, n=tries, asked=asked: next(asked) == n)
        stream = bot.slot_stream("s", 0, 0)
        names = [bot.draw("ma", stream) for _ in range(tries)]
        assert bot.respond("ma", 0, "s") == f"OK: {names[-1]}"


def test_one_slot_without_a_safe_name_refuses_the_request(
    bot: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot, "is_safe_name", lambda name: not name.startswith("b"))
    assert bot.respond("a b c", 0, "s") == "REFUSE: couldn't generate a safe name for one of the prefixes."
    assert bot.respond("a c", 0, "s").startswith("OK: a")


@given(st.lists(st.sampled_from(["ma", "j ka", "", "!", "appl", "a b c d"]), max_size=6), st.randoms())
def test_requests_may_be_answered_in_any_order(
    bot: ModuleType, lines: list[str], shuffler: random.Random
) -> None:
    numbered = list(enumerate(lines))
    in_order = {number: bot.respond(line, number, "s") for number, line in numbered}
    shuffler.shuffle(numbered)
    bot.after.cache_clear()
    assert {number: bot.respond(line, number, "s") for number, line in numbered} == in_order


def test_requests_and_slots_count_from_0_with_every_line(bot: ModuleType) -> None:
    lines = [b"!!!\n", b"\n", b"ma\n", b"appl\n", b"j ka\n"]
    answers = [bot.answer(line, number, "s").decode() for number, line in enumerate(lines)]
    drawn = [bot.draw(prefix, random.Random(f"s:4:{slot}")) for slot, prefix in enumerate(["j", "ka"])]
    assert answers[4] == f"OK: {drawn[0]}, {drawn[1]}\n"
    assert answers[2] == f"OK: {bot.draw('ma', random.Random('s:2:0'))}\n"
