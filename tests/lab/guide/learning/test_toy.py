"""The toy of a, b, c: real gradients, the steps' own optimisers, and what the page shows of them."""

import json
from typing import Any

import msgspec
import pytest

from lab.browser import calls
from lab.browser.guide.learning.beginning import start
from lab.browser.guide.learning.toy import SHAPES, Toy, first, mean_loss, place_of, still, tokens
from lab.browser.guide.learning.updates import A_PART
from model.training.steps.step2_autograd import sgd
from model.training.steps.step5_adam import Adam
from tests.lab.guide.looking import asked

WORDS = "abc ab cab bca abcb ca"
WATCHED: list[object] = ["lm_head", 0, 1]


def learnt(optimiser: str, rate: float, updates: int, toy: Any = None) -> list[Any]:
    begun = asked("guide.toy", WORDS, WATCHED, 0.1)
    arguments = [toy or begun["seen"]["toy"], begun["words"], optimiser, rate, updates, WATCHED]
    return [json.loads(part) for part in calls.parts("guide.toy_learn", json.dumps(arguments))]


def test_it_has_74_weights_and_knows_nothing_at_first() -> None:
    begun = start(WORDS, WATCHED, 0.1)
    assert sum(rows * columns for rows, columns in SHAPES.values()) == 74
    assert place_of("lm_head", 3, 1) == 73
    assert begun.seen.loss == pytest.approx(begun.uniform, abs=0.05)
    assert all(sum(row) == pytest.approx(1) for row in begun.seen.following)


def test_words_of_other_letters_or_lengths_are_left_out_and_said() -> None:
    begun = start("ab a ABC abcab xyz", WATCHED, 0.1)
    assert begun.words == ("ab", "abc")
    assert begun.left_out == ("a", "abcab", "xyz")
    of_none = start("", WATCHED, 0.1)
    assert of_none.seen.loss == of_none.uniform
    assert of_none.seen.origins["loss"] == of_none.origins["uniform"]
    assert len(start("ab " * 20, WATCHED, 0.1).words) == 12


@pytest.mark.parametrize(("optimiser", "rate"), [("sgd", 0.1), ("adam", 0.03)])
def test_it_learns_what_the_network_of_the_steps_learns(optimiser: str, rate: float) -> None:
    last = learnt(optimiser, rate, 40)[-1]
    network = still(first())
    network.update = Adam(rate).update if optimiser == "adam" else sgd(rate)
    losses = [network.learn(tokens(WORDS.split()[step % 6]), 1.0) for step in range(40)]
    assert last["word_loss"] == losses[-1]
    assert last["seen"]["toy"]["weights"] == network.weights()
    assert last["seen"]["loss"] == mean_loss(network, WORDS.split())


@pytest.mark.thorough
@pytest.mark.parametrize(("optimiser", "rate"), [("sgd", 0.1), ("adam", 0.03)])
def test_update_by_update_is_the_same_as_at_a_run_and_the_loss_falls(optimiser: str, rate: float) -> None:
    at_a_run = learnt(optimiser, rate, 100)
    toy = None
    for _ in range(20):
        (one,) = learnt(optimiser, rate, 1, toy)
        toy = one["seen"]["toy"]
    assert toy == at_a_run[3]["seen"]["toy"]
    assert [part["seen"]["toy"]["updates"] for part in at_a_run] == list(range(A_PART, 101, A_PART))
    losses = [part["seen"]["loss"] for part in at_a_run]
    assert losses[0] > 1.3
    assert losses[-1] < 1.2
    assert losses[-1] < losses[9] < losses[0]


def test_the_update_of_a_weight_can_be_followed_by_hand() -> None:
    (move,) = (part["move"] for part in learnt("sgd", 0.1, 1))
    assert move["after"] == pytest.approx(move["before"] - 0.1 * move["gradient"])
    assert move["mean"] is None
    first, second = learnt("adam", 0.03, 1)[-1], learnt("adam", 0.03, 2)[-1]
    gradient, before = first["move"]["gradient"], first["move"]
    assert before["mean"] == pytest.approx(0.15 * gradient)
    assert before["mean_corrected"] == pytest.approx(gradient)
    assert before["after"] == pytest.approx(before["before"] - 0.03 * (1 if gradient > 0 else -1), abs=1e-6)
    move = second["move"]
    assert move["before"] == before["after"]
    assert move["mean"] == pytest.approx(0.85 * before["mean"] + 0.15 * move["gradient"])
    assert move["square"] == pytest.approx(0.99 * before["square"] + 0.01 * move["gradient"] ** 2)
    step = 0.03 * move["mean_corrected"] / (move["square_corrected"] ** 0.5 + 1e-8)
    assert move["after"] == pytest.approx(move["before"] - step)


def test_steps_that_are_far_too_long_are_told_and_break_nothing() -> None:
    assert learnt("sgd", 1e200, 20)[-1] == {"diverged": True}


def test_the_slope_along_a_weight_is_the_gradient_and_downhill_is_less() -> None:
    toy = learnt("sgd", 0.1, 60)[-1]["seen"]["toy"]
    for name, row, column in (("lm_head", 1, 0), ("wte", 3, 1), ("attn_wv", 0, 0)):
        shown = asked("guide.toy_valley", toy, WORDS.split(), [name, row, column], 0.05)
        curve = shown["curve"]
        losses = []
        for shift in (-1e-5, 1e-5):
            network = still(msgspec.convert(toy, Toy))
            network.values[name][row][column].data += shift
            losses.append(mean_loss(network, WORDS.split()))
        assert curve["gradient"] == pytest.approx((losses[1] - losses[0]) / 2e-5, abs=1e-8)
        assert curve["losses"][12] == pytest.approx(curve["loss"])
        assert shown["step"]["there"] == pytest.approx(curve["here"] - 0.05 * curve["gradient"])
        assert shown["step"]["loss_there"] <= curve["loss"]


def test_a_step_down_the_slope_is_the_same_with_the_curve_and_without() -> None:
    """While a rate is turned, the page asks for the step alone."""
    toy = learnt("adam", 0.03, 20)[-1]["seen"]["toy"]
    shown = asked("guide.toy_valley", toy, WORDS.split(), WATCHED, 0.2)
    gradient = shown["curve"]["gradient"]
    assert asked("guide.toy_step", toy, WORDS.split(), WATCHED, gradient, 0.2) == shown["step"]
    longer = asked("guide.toy_step", toy, WORDS.split(), WATCHED, gradient, 0.4)
    assert longer["there"] == pytest.approx(shown["curve"]["here"] - 0.4 * gradient)
