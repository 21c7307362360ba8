"""Autograd: the graph of an expression, one node a click, and gradients put to use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from lab.browser.guide.basics.descent import descent, remembered
from lab.browser.guide.basics.graphs import graph
from model.pictures.expression import build, nodes
from tests.lab.guide.looking import asked, move, near, shows, widget

EXPRESSIONS = ["a + b", "a*b + a", "relu(x*w + b)", "(x*w + b - y)**2", "-log(exp(a)/(exp(a) + exp(b)))"]


def test_a_value_remembers_whom_it_was_made_from_and_how_fast_it_moves_with_them() -> None:
    a, b, c, result = remembered(2, 3)
    assert (a.grad, b.grad, c.grad, result.grad) == (4, 2, 1, 1)
    assert (c.data, c.children, c.local_grads) == (6, ("a", "b"), (3, 2))
    assert (result.data, result.children, result.local_grads) == (8, ("c", "a"), (1, 1))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_clicked_to_the_end_the_gradients_are_those_of_backward(expression: str) -> None:
    drawn = graph(expression, {})
    assert drawn.backward[-1].grads == pytest.approx([card.grad for card in drawn.cards])
    assert sorted(drawn.forward) == list(range(len(drawn.cards)))
    found = {
        node.label: node.value.grad for node in nodes(build(expression, {})) if node.label in drawn.names
    }
    assert found == {card.label: card.grad for card in drawn.cards if card.is_name}


def test_a_value_tells_the_method_that_made_it_and_from_what() -> None:
    made = {card.label: card.origin for card in graph("-(a/b)**2 + relu(c)", {}).cards}
    assert {label: (origin.function, dict(origin.inputs)) for label, origin in made.items()} == {
        "+": ("Value.__add__", {"self": "neg = -0.444444", "other": "relu = 4"}),
        "neg": ("Value.__neg__", {"self": "^ 2 = 0.444444"}),
        "^ 2": ("Value.__pow__", {"self": "÷ = 0.666667", "power": "2"}),
        "÷": ("Value.__truediv__", {"self": "a = 2", "other": "b = 3"}),
        "a": ("Value.__init__", {"data": "2"}),
        "b": ("Value.__init__", {"data": "3"}),
        "relu": ("Value.relu", {"self": "c = 4"}),
        "c": ("Value.__init__", {"data": "4"}),
    }


def test_a_neuron_that_is_off_hands_no_gradient_on() -> None:
    on = {card.label: card.grad for card in graph("relu(x*w + b)", {"x": 3, "w": 2, "b": 1}).cards}
    assert (on["x"], on["w"], on["b"]) == (2, 3, 1)
    off = {card.label: card.grad for card in graph("relu(x*w + b)", {"x": 3, "w": 2, "b": -9}).cards}
    assert (off["x"], off["w"], off["b"]) == (0, 0, 0)


@given(st.text(max_size=30))
def test_what_is_no_expression_is_a_problem_in_words(text: str) -> None:
    drawn = graph(text, {"a": 1.0})
    assert bool(drawn.problem) is not bool(drawn.cards)


def test_values_of_names_that_an_expression_has_not_are_left_out() -> None:
    assert graph("a + b", {"a": 5, "q": 1}).names == {"a": 5, "b": 3}


def test_steps_go_down_where_the_rate_is_small_and_up_where_it_is_not() -> None:
    first, second, *_ = descent(0.02).states
    assert (first.prediction, first.loss, first.w_grad, first.b_grad) == (7, 9, -18, -6)
    assert second.prediction == pytest.approx(8.2)
    for rate, shrinks in ((0.02, True), (0.09, True), (0.12, False)):
        losses = [state.loss for state in descent(rate).states]
        assert losses == sorted(losses, reverse=shrinks)


@pytest.mark.slow
def test_the_graph_is_clicked_through_node_by_node(guide: Page) -> None:
    place = widget(guide, "graph")
    place.get_by_label("Your expression").fill("a*b + a**2")
    place.get_by_label("Your expression").press("Enter")
    expect(place.locator(".node")).to_have_count(5)
    place.locator("input[name=a]").fill("5")
    expect(place.locator("input[name=a]")).to_have_value("5")
    # That the graph has it, its first step shows.
    place.get_by_role("button", name="Next step").click()
    expect(place.locator(".node > .number")).to_have_attribute("data-value", "5")
    place.get_by_role("button", name="Back").click()
    told = asked("guide.graph", "a*b + a**2", {"a": 5, "b": 3})
    for clicks in range(1, len(told["forward"]) + len(told["backward"]) + 1):
        place.get_by_role("button", name="Next step").click()
        backward = clicks - len(told["forward"])
        # A number for each value that is computed by now, each gradient, and each local gradient.
        valued = [told["cards"][node]["value"] for node in told["forward"][:clicks]]
        shown = place.locator(".node > .number:not(.grad)").evaluate_all(
            "all => all.map(it => Number(it.dataset.value))"
        )
        assert sorted(shown) == near(sorted(valued))
        grads = place.locator(".node > .number.grad").evaluate_all(
            "all => all.map(it => Number(it.dataset.value))"
        )
        assert grads == near(told["backward"][backward - 1]["grads"] if backward > 0 else [])
    expect(place.get_by_role("button", name="Next step")).to_be_disabled()
    # A gradient tells what it was added up from.
    place.locator(".node", has=guide.locator("b", has_text="a")).locator(".grad").click()
    expect(guide.locator("#origin")).to_contain_text("from ×1 × 3")
    expect(guide.locator("#origin")).to_contain_text("from ^ 21 × 10")
    guide.keyboard.press("Escape")

    place.get_by_label("Your expression").fill("a +")
    place.get_by_label("Your expression").press("Enter")
    expect(place.locator(".state")).to_contain_text("is not an expression")


@pytest.mark.slow
def test_the_stages_of_value_show_one_thing_more_each(guide: Page) -> None:
    place = widget(guide, "remembered")
    move(place.locator("input[type=range]").first, -2)
    expect(place.locator("tbody td").first).to_contain_text("−2")
    for stage, columns in (("1", 2), ("2", 3), ("3", 4), ("4", 5)):
        place.locator(f"input[value='{stage}']").check()
        expect(place.locator("thead th")).to_have_count(columns)
    told = asked("guide.remembered", -2, 3)
    shows(
        place, [number for value in told for number in (value["data"], *value["local_grads"], value["grad"])]
    )


@pytest.mark.slow
def test_each_click_is_one_step_down(guide: Page) -> None:
    place = widget(guide, "descent")
    move(place.locator("input[type=range]"), 0.04)
    for _ in range(3):
        place.get_by_role("button", name="Next step").click()
    expect(place.locator("tbody tr")).to_have_count(4)
    states = asked("guide.descent", 0.04)["states"][:4]
    columns = ("w", "b", "prediction", "loss", "w_grad", "b_grad")
    shows(place, [state[column] for state in states for column in columns])
