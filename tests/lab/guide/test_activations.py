"""The guide's activations are the model's: those of the bot, and those of the engine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import bot
from lab.browser import house
from lab.browser.guide.activations import Activations, activations
from model.engine.batch import one_name
from model.engine.forward import forward
from model.training.course import tokenize
from model.weights import find_frozen, load

names = st.text(bot.LETTERS, max_size=16)


def logits_of_the_bot(name: str) -> list[list[float]]:
    house.shipped_bot()
    keys: list[list[object]] = [[]]
    values: list[list[object]] = [[]]
    tokens = [bot.BOS, *map(bot.LETTERS.index, name)]
    return [bot.gpt(token, place, keys, values) for place, token in enumerate(tokens[:16])]


@given(names)
def test_the_logits_are_those_of_the_bot_to_the_last_bit(name: str) -> None:
    assert [list(each.logits) for each in activations(name)] == logits_of_the_bot(name)


@pytest.mark.parametrize("name", ["emma", "", "zzyzx", "christopherjohn"])
def test_every_stage_is_that_of_the_engine(name: str) -> None:
    passes = activations(name)
    trace = forward(load(find_frozen()).tensors, one_name(tokenize(name)))

    def same(mine: object, theirs: object) -> None:
        np.testing.assert_allclose(np.array(mine, float), np.array(theirs, float), rtol=0, atol=1e-12)

    for place, each in enumerate(passes):
        same(each.embedded, trace.embedded[:, place])
        same(each.attention_in, trace.attention_in[:, place])
        same(flat(each.queries), trace.queries[:, place])
        same(each.keys, trace.keys[:, :, place, 0])
        same(each.values, trace.values[:, :, place, 0])
        same([look.weights for look in each.looks], trace.attention[place][:, :, 0])
        same(each.attended, trace.attended[:, place])
        same(each.mlp.normed, trace.mlp_in[:, place])
        same(each.mlp.hidden, trace.hidden[:, place])
        same(each.after_mlp, trace.final[:, place])
        same(each.logits, trace.logits[:, place])


def flat(heads: tuple[tuple[float, ...], ...]) -> list[float]:
    return [number for head in heads for number in head]


@given(names)
def test_each_stage_follows_from_the_one_before(name: str) -> None:
    for place, each in enumerate(activations(name)):
        assert each.position == place
        assert each.token_embedding == tuple(bot.state_dict["wte"][each.token])
        assert bot.rmsnorm(each.summed) == list(each.embedded)
        assert all(sum(look.weights) == pytest.approx(1) for look in each.looks)
        assert flat(tuple(look.output for look in each.looks)) == list(each.attended)
        assert [max(0.0, number) for number in each.mlp.before] == list(each.mlp.hidden)
        assert added(each.attention_out, each.embedded) == each.after_attention
        assert added(each.mlp.output, each.after_attention) == each.after_mlp


def added(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def test_a_name_of_sixteen_letters_ends_where_the_model_does() -> None:
    passes: tuple[Activations, ...] = activations("a" * 16)
    assert [each.position for each in passes] == list(range(16))
