"""What the widgets of parts 6 to 10 and 12 are told, held against the bot, the engine and the library of pictures."""

import math

import numpy as np
import pytest

from bot import bot
from lab.browser.guide.activations import activations
from lab.browser.guide.stages import attention, embedding, generate, mlp, output, parameters, walk
from model.engine.engine import Engine, encode
from model.pictures import inspection
from model.training.names import load_names
from model.weights import find_frozen, load
from tests.lab.bots import STARTER, answers_of_the_program

WEIGHTS = load(find_frozen())
NAME = "emma"
LAST = len(NAME)


def close(mine: object, theirs: object) -> None:
    np.testing.assert_allclose(np.array(mine, float), np.array(theirs, float), rtol=0, atol=1e-12)


def test_a_token_and_its_place_become_one_vector_of_size_one() -> None:
    here = embedding.embed(NAME, 2, bot.LETTERS.index("m"))
    close(here.token_embedding, WEIGHTS.tensors["wte"][12])
    close(here.position_embedding, WEIGHTS.tensors["wpe"][2])
    close(here.norm.normed, activations(NAME)[2].embedded)
    close(np.array(here.norm.vector) * here.norm.scale, here.norm.normed)
    assert here.norm.size == pytest.approx(1, abs=1e-3)
    close(here.next.probabilities, bot.softmax(activations(NAME)[2].logits))


def test_another_embedding_goes_the_real_way() -> None:
    row = WEIGHTS.tensors["wte"][0].tolist()
    as_a = embedding.embed(NAME, 2, bot.LETTERS.index("m"), row)
    assert as_a.next == embedding.embed(NAME, 2, 0).next
    assert as_a.next.logits == activations("ea")[2].logits


def test_a_vector_that_is_stretched_comes_out_the_same() -> None:
    once, tenfold = (embedding.stretch(NAME, 1, factor) for factor in (1.0, 10.0))
    assert tenfold.mean_square == pytest.approx(100 * once.mean_square)
    np.testing.assert_allclose(tenfold.normed, once.normed, rtol=1e-3)


def test_heads_look_at_what_the_library_of_pictures_says() -> None:
    theirs = inspection.inspect(WEIGHTS.tensors, NAME)
    mine = attention.attention(NAME)
    assert mine.tokens == tuple(position.token for position in theirs)
    for head, rows in enumerate(mine.heads):
        for row, position in zip(rows, theirs, strict=True):
            close(row, position.attention[head])


def test_a_query_of_ones_own_takes_the_real_way() -> None:
    here = activations(NAME)[3]
    own = attention.look(NAME, 3, 1)
    assert own.query == here.queries[1]
    assert own.next.logits == here.logits
    zero = attention.look(NAME, 3, 1, [0.0] * 4)
    assert zero.weights == (0.25,) * 4
    close(zero.output, np.mean(zero.values, axis=0))
    assert zero.next != own.next


def test_the_cache_holds_32_numbers_a_token() -> None:
    cache = attention.kept(NAME, LAST)
    assert (cache.numbers, cache.kept, cache.anew) == (160, 10, 30)
    close(cache.keys[2], activations(NAME)[2].keys)


def test_units_fire_as_the_library_of_pictures_says() -> None:
    for mine, theirs in zip(
        mlp.units(NAME).positions, inspection.inspect(WEIGHTS.tensors, NAME), strict=True
    ):
        close(mine.hidden, theirs.hidden)
        assert mine.fired == int((theirs.hidden > 0).sum())


def test_a_unit_says_what_it_pushes_and_who_would_wake_it() -> None:
    here = activations(NAME)[2]
    number = max(range(64), key=lambda unit: here.mlp.hidden[unit])
    unit = mlp.unit(NAME, 2, number)
    assert unit.hidden == here.mlp.hidden[number] == unit.by_token[here.token]
    assert unit.by_token[0] == activations("ea")[2].mlp.hidden[number]
    off = mlp.block(NAME, 2, [number])
    close(np.array(here.logits) - np.array(off.next.logits), unit.pushes)
    assert mlp.block(NAME, 2).next.logits == here.logits


def test_the_bars_are_those_that_the_bot_draws_from() -> None:
    mine = output.output(NAME, 3, 0.7)
    close(mine.expected.probabilities, Engine(WEIGHTS, 0.7).probabilities(encode(["emm"]))[0])
    close(mine.expected.entropy, inspection.entropy(np.array(mine.expected.probabilities)))
    assert mine.follows == 0
    assert mine.loss == pytest.approx(-math.log(bot.softmax(activations(NAME)[3].logits)[0]))
    assert output.output(NAME, LAST, 0.7).follows == bot.BOS
    assert output.output("a" * 16, 15, 0.7).follows is None


def test_the_entropy_rises_towards_its_limit() -> None:
    curve = output.entropies(NAME, 1)
    assert list(curve.entropies) == sorted(curve.entropies)
    assert curve.entropies[0] < 0.1 * curve.limit
    assert max(curve.entropies) < curve.limit == math.log2(27)


def test_the_counts_are_those_of_the_bot_and_of_the_course() -> None:
    own = parameters.parameters(16, 1, 16, 27)
    assert {matrix.name: (matrix.rows, matrix.columns) for matrix in own.matrices} == bot.SHAPES
    assert own.total == 4192
    assert own.times == 1
    wide = parameters.parameters(32, 1, 16, 27)
    assert wide.total == 14528
    assert {matrix.name: matrix.times for matrix in wide.matrices}["wte"] == 2
    assert {matrix.name: matrix.times for matrix in wide.matrices}["layer0.mlp_fc1"] == 4
    assert parameters.parameters(2, 1, 4, 4).total == 72
    deep = parameters.parameters(16, 12, 16, 27)
    assert deep.total == 432 + 256 + 432 + 12 * 3072
    assert [matrix.layers for matrix in deep.matrices] == [1] * 3 + [12] * 6


def test_a_matrix_is_what_stands_in_the_file() -> None:
    numbers = parameters.matrix("layer0.mlp_fc2")
    tensor = WEIGHTS.tensors["layer0.mlp_fc2"]
    close(numbers.rows, tensor)
    assert (numbers.smallest, numbers.largest) == (tensor.min(), tensor.max())
    close(numbers.deviation, np.sqrt(np.mean(tensor**2)))


def test_names_are_those_of_the_program_at_this_temperature(tmp_path_factory: pytest.TempPathFactory) -> None:
    batch = generate.generate(20, 0.7, "42")
    answers = answers_of_the_program(STARTER, [""] * 20, "42", tmp_path_factory.mktemp("bot"))
    assert [f"OK: {each.name}" for each in batch.names] == answers
    data = set(load_names())
    assert [each.known for each in batch.names] == [each.name in data for each in batch.names]
    assert batch.known == sum(each.known for each in batch.names)
    assert bot.sampling["temperature"] == 0.7


def test_each_letter_of_a_name_has_its_probability_at_the_temperature() -> None:
    (made,) = generate.generate(1, 1.3, "a seed").names
    tokens = [bot.BOS, *(letter.token for letter in made.letters)]
    for place, letter in enumerate(made.letters):
        logits = activations("".join(bot.LETTERS[token] for token in tokens[1 : place + 1]))[place].logits
        close(letter.probability, bot.softmax([logit / 1.3 for logit in logits])[letter.token])


def test_nearly_cold_the_model_says_one_name() -> None:
    assert len({each.name for each in generate.generate(20, 0.01, "1").names}) == 1


def test_the_way_of_a_token_ends_in_probabilities() -> None:
    stages = {stage.name: stage.numbers for stage in walk.walk(NAME, 2)}
    assert len(stages["mlp_hidden"]) == 64
    close(stages["probabilities"], Engine(WEIGHTS, 1.0).probabilities(encode(["em"]))[0])
