"""Data and tokens: a name in ids, and how often the data has it."""

import pytest
from playwright.sync_api import Page, expect

from lab.browser.guide.basics.tokens import beginnings, read_name, tokens
from model import load_names
from tests.lab.guide.looking import asked, rename, shows, widget


def test_a_name_is_its_letters_with_bos_at_both_ends() -> None:
    made = tokens("emma")
    assert [token.text for token in made.tokens] == ["BOS", "e", "m", "m", "a", "BOS"]
    assert [token.id for token in made.tokens] == [26, 4, 12, 12, 0, 26]
    assert [token.next for token in made.tokens] == ["e", "m", "m", "a", "BOS", ""]
    assert (made.letters, made.count, made.tasks) == (4, 6, 5)
    assert tokens("alexandra").count == 11
    assert (made.in_data, made.lines) == (load_names().count("emma"), 32_033)


def test_a_name_is_read_as_the_bot_reads_a_prefix() -> None:
    assert read_name("Zoë Ann-Marie!") == "zoeannmarie"
    assert read_name("a" * 40) == "a" * 15
    assert read_name("123") == ""


def test_the_data_thins_out_along_a_name() -> None:
    rows = beginnings("emma").rows
    assert [row.letters for row in rows] == ["", "e", "em", "emm", "emma"]
    names = load_names()
    assert [row.count for row in rows] == [
        sum(name.startswith(row.letters) for name in names) for row in rows
    ]
    assert rows[0].examples[:3] == ("emma", "olivia", "ava")


@pytest.mark.slow
def test_a_name_that_is_read_otherwise_than_written_says_as_what(guide: Page) -> None:
    rename(guide, "anna3")
    expect(guide.locator("#name-said")).to_have_text("Read as anna.")
    rename(guide, "Zoe")
    expect(guide.locator("#name-said")).to_be_empty()
    rename(guide, "3")
    expect(guide.locator("#name-said")).to_have_text("A name has letters a to z.")


@pytest.mark.slow
def test_the_page_counts_the_names_that_begin_like_the_running_one(guide: Page) -> None:
    place = widget(guide, "beginnings")
    rename(guide, "zoe")
    expect(place.locator("tbody th")).to_have_text(["any name", "z", "zo", "zoe"])
    shows(place, [row["count"] for row in asked("guide.beginnings", "zoe")["rows"]])


@pytest.mark.slow
def test_the_page_shows_the_tokens_of_whatever_name_is_chosen(guide: Page) -> None:
    place = widget(guide, "tokens")
    rename(guide, "Olivia")
    expect(place.locator("li")).to_have_count(8)
    told = asked("guide.tokens", "olivia")
    ids = [token["id"] for token in told["tokens"]]
    shows(place, [*ids, *(told[it] for it in ("letters", "count", "tasks", "in_data", "lines"))])

    rename(guide, "a")
    expect(place.locator(".about")).to_contain_text("a has 1 letter, which makes 3 tokens")
    rename(guide, "olivia")
    expect(place.locator("li")).to_have_count(8)

    # Each number tells which function computed it.
    place.locator("li .number").nth(1).click()
    expect(guide.locator("#origin")).to_contain_text("lab/browser/guide/basics/tokens.py")
    assert "def encode(name: str)" in guide.inner_text("#origin")
    guide.keyboard.press("Escape")
    expect(guide.locator("#origin")).to_be_hidden()
