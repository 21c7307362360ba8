"""The widgets on the model itself: each is moved once, and shows what Python says on the desktop."""

from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot import bot
from lab.browser import house
from model import load_names
from tests.lab.guide.looking import asked, move, rename, shows, widget

pytestmark = pytest.mark.slow

flat = chain.from_iterable


def bars(expected: dict[str, Any]) -> list[float]:
    """The numbers of the 27 bars, and of the four likeliest tokens below them."""
    probabilities: list[float] = expected["probabilities"]
    return [*probabilities, *(probabilities[token] for token in expected["likeliest"][:4])]


def pick(place: Locator, legend: str, value: object) -> None:
    """Choose one of several by its radio button."""
    group = place.locator("fieldset", has=place.page.locator("legend", has_text=legend))
    group.locator(f"input[value='{value}']").check()


def test_another_letter_and_a_letter_that_there_is_not(guide: Page) -> None:
    place = widget(guide, "embedding")
    pick(place, "Token", 2)
    place.locator("select").select_option(label="z")

    def rows(told: dict[str, Any]) -> list[float]:
        vectors = [told["token_embedding"], told["position_embedding"]]
        vectors += [told["norm"]["vector"], told["norm"]["normed"]]
        return [*flat(vectors), *bars(told["next"])]

    as_z = asked("guide.embed", "emma", 2, 25, [])
    shows(place, rows(as_z))
    move(place.get_by_role("slider", name="number"), 3)
    move(place.get_by_label("its value"), 1.25)
    own = [*as_z["token_embedding"][:3], 1.25, *as_z["token_embedding"][4:]]
    shows(place, rows(asked("guide.embed", "emma", 2, 25, own)))
    place.get_by_role("button", name="Back to the learned one").click()
    shows(place, rows(as_z))


def test_a_vector_is_stretched_and_comes_out_the_same(guide: Page) -> None:
    place = widget(guide, "norm")
    pick(place, "Token", 1)
    move(place.get_by_label("stretched by"), 4.5)
    told = asked("guide.stretch", "emma", 1, 4.5)
    vectors = [*told["vector"], *told["squares"], *told["normed"]]
    shows(place, [*vectors, told["mean_square"], told["scale"], told["size"]])


@pytest.mark.parametrize("name", list(bot.SHAPES))
def test_each_of_the_nine_matrices_can_be_asked(guide: Page, name: str) -> None:
    place = guide.locator(f'[data-widget="matrices"][data-of~="{name}"]')
    if place.locator("fieldset").count():
        pick(place, "Matrix", name)
    told = asked("guide.matrix", name)
    shows(place, [*flat(told["rows"]), told["smallest"], told["largest"], told["deviation"]])


def test_heads_show_their_attention_for_whatever_name_and_token(guide: Page) -> None:
    place = widget(guide, "heads")
    rename(guide, "olivia")
    pick(place, "Looking back from", 5)
    heads = asked("guide.attention", "olivia")["heads"]
    shows(place, [*flat(head[5] for head in heads), *flat(flat(head) for head in heads)])

    # One Tab to the whole, arrows in it, and Enter tells where the number comes from.
    place.locator("table").nth(1).locator("[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        guide.keyboard.press(key)
    guide.keyboard.press("Enter")
    expect(guide.locator("#origin .full")).to_have_text(str(heads[0][2][1]))
    expect(guide.locator("#origin")).to_contain_text("def softmax(logits)")
    guide.keyboard.press("Escape")


def test_attention_is_walked_through_step_by_step(guide: Page) -> None:
    place = widget(guide, "lookup")
    pick(place, "Token", 3)
    pick(place, "Head", 2)
    following = place.get_by_role("button", name="Next step")
    following.focus()
    for number in range(2, 7):
        guide.keyboard.press("Enter")
        expect(place.locator("[role=status]", has_text=f"Step {number} of 6")).to_be_visible()
        expect(place.locator(".step:not([hidden])")).to_have_count(number)
    look, added = asked("guide.look", "emma", 3, 2), asked("guide.added", "emma", 3)
    shows(
        place,
        [
            *flat([look["query"], look["keys"][3], look["values"][3]]),
            *flat([*look["keys"], *look["values"], look["scores"], look["weights"], look["output"]]),
            *flat(added[it] for it in ("attended", "attention_out", "embedded", "after_attention")),
        ],
    )
    place.get_by_role("button", name="Play").click()
    expect(place.get_by_role("button", name="Pause")).to_be_visible()
    place.get_by_role("button", name="Pause").click()


def test_a_query_of_ones_own(guide: Page) -> None:
    place = widget(guide, "query")
    pick(place, "Token", 4)
    pick(place, "Head", 1)

    def drawn(told: dict[str, Any]) -> list[float]:
        vectors = [*told["keys"], told["scores"], told["weights"], *told["values"], told["output"]]
        return [*flat(vectors), *bars(told["next"])]

    own = asked("guide.look", "emma", 4, 1)
    shows(place, drawn(own))
    move(place.get_by_label("q3"), 3.5)
    query = [*own["query"][:2], 3.5, own["query"][3]]
    shows(place, drawn(asked("guide.look", "emma", 4, 1, query)))


def test_the_cache_grows(guide: Page) -> None:
    place = widget(guide, "cache")
    pick(place, "Read so far", 0)
    for position in (1, 2):
        place.get_by_role("button", name="Read the next token").click()
        told = asked("guide.cache", "emma", position)
        vectors = flat(flat([*told["keys"], *told["values"]]))
        shows(place, [*vectors, told["numbers"], told["kept"], told["anew"]])


def test_a_unit_is_looked_at_and_switched_off(guide: Page) -> None:
    place = widget(guide, "units")
    pick(place, "Token", 4)
    units = asked("guide.units", "emma")
    number = units["positions"][4]["nearest"][1]
    pick(place, "Unit", number)
    place.get_by_role("button", name=f"Switch unit {number} off").click()
    unit, block = asked("guide.unit", "emma", 4, number), asked("guide.block", "emma", 4, [number])
    assert block["next"] != asked("guide.block", "emma", 4)["next"]
    shows(
        place,
        [
            *flat(position["hidden"] for position in units["positions"]),
            units["positions"][4]["fired"],
            *(unit["before"], unit["hidden"]),
            *flat(unit[it] for it in ("reads", "writes", "by_token", "pushes")),
            *bars(block["next"]),
        ],
    )
    place.get_by_role("button", name="Switch all on").click()


def test_a_temperature_makes_bars_and_an_entropy(guide: Page) -> None:
    place = widget(guide, "output")
    pick(place, "After the token", 4)
    for temperature in (0.05, 1.5):
        move(place.get_by_role("slider"), temperature)
        told = asked("guide.output", "emma", 4, temperature)
        now = told["expected"]
        said = [now["entropy"], now["limit"], told["probability"], told["loss"]]
        shows(place, [*bars(now), *said, *now["logits"]])
        assert "In emma comes BOS" in place.inner_text()


def test_a_wider_model_has_more_parameters(guide: Page) -> None:
    place = widget(guide, "sizes")
    move(place.get_by_label("n_embd"), 32)
    told = asked("guide.parameters", 32, 1, 16, 27)
    rows = [[it["rows"], it["columns"], it["count"], it["times"]] for it in told["matrices"]]
    shows(place, [*flat(rows), told["total"], told["times"]])
    assert "14,528" in place.inner_text()
    place.get_by_role("button", name="Back to our model").click()
    expect(place).to_contain_text("4,192")


def test_lines_of_the_code_that_belong_together_light_up_together(guide: Page) -> None:
    place = widget(guide, "code")
    place.locator(".line", has_text="x_residual = x").first.hover()
    lit = place.locator(".lit").all_inner_texts()
    assert [line.strip() for line in lit] == [
        "x_residual = x",
        "x = [a + b for a, b in zip(x, x_residual)]",
    ] * 2
    place.locator(".line", has_text="keys[0].append(key)").focus()
    expect(place.locator(".note-of-line")).to_contain_text("The KV cache.")
    guide.keyboard.press("ArrowUp")
    expect(place.locator(".note-of-line")).to_contain_text("cut into four heads")


def test_a_box_of_the_usual_drawing_says_what_it_is_here(guide: Page) -> None:
    place = widget(guide, "blocks")
    place.get_by_role("button", name="Mask").click()
    expect(place.locator(".told")).to_contain_text("not yet in the cache")


def test_names_are_drawn_and_those_of_the_data_marked(guide: Page) -> None:
    place = widget(guide, "names")
    move(place.get_by_role("slider"), 0.4)
    place.get_by_label("Seed").fill("7")
    place.get_by_role("button", name="Other names").click()
    told = asked("guide.generate", 20, 0.4, "8")
    names = place.locator(".names button")
    expect(names).to_have_text([it["name"] + ("in the data" if it["known"] else "") for it in told["names"]])
    data = set(load_names())
    assert {it["name"] for it in told["names"] if it["known"]} == {it["name"] for it in told["names"]} & data
    names.nth(1).click()
    shows(place, [told["known"], *(letter["probability"] for letter in told["names"][1]["letters"])])


@pytest.mark.parametrize(("part", "last"), [("embedding", 4), ("attention", 11), ("mlp", 16), ("output", 18)])
def test_the_way_of_a_token_as_far_as_the_text_has_come(guide: Page, part: str, last: int) -> None:
    place = guide.locator(f'[data-widget="stages"][data-of="{part}"]')
    pick(place, "Token", 1)
    stages = asked("guide.walk", "emma", 1)[:last]
    shows(place, [*flat(stage["numbers"] for stage in stages)])


def test_a_name_that_is_shorter_moves_the_token_and_all_of_them_agree(guide: Page) -> None:
    pick(widget(guide, "heads"), "Looking back from", 4)
    rename(guide, "al")
    for name in ("embedding", "norm", "heads", "lookup", "query", "cache", "units", "output"):
        picked = widget(guide, name).locator("fieldset.tokens-of-name input:checked")
        expect(picked).to_have_value("2")
    told = asked("guide.embed", "al", 2, house.LETTERS.index("l"), [])
    vectors = [told["token_embedding"], told["position_embedding"]]
    vectors += [told["norm"]["vector"], told["norm"]["normed"]]
    shows(widget(guide, "embedding"), [*flat(vectors), *bars(told["next"])])
