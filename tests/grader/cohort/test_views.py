"""The table and the page of a class: they say what the records say, and nothing in them does anything."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from grader.cohort.record import Record
from grader.cohort.similar import Pair
from grader.cohort.views.index import histogram, to_index
from grader.cohort.views.rows import hardest, page_name, row_of
from grader.cohort.views.table import COLUMNS, defused, similar_table, to_table
from tests.grader.cohort.samples import CLASS, CONFIGURATION, hostile_class, record, scored
from tests.grader.report.samples import HOSTILE
from tests.watched import looks, opened, overflow

PAIRS = (Pair("ada/bot.py", "ben/bot.py", 1.0, 0.75),)
MANY = 1 + (1 << 20) // len(HOSTILE)  # a megabyte of it


def table(records: tuple[Record, ...]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_table(records).decode())))


def page_of(folder: Path, records: tuple[Record, ...] = CLASS) -> Path:
    file = folder / "index.html"
    file.write_bytes(to_index(CONFIGURATION, records, PAIRS))
    return file


def test_the_table_has_a_line_for_each_and_empty_cells_where_nothing_was_measured() -> None:
    lines = table(CLASS)
    assert tuple(lines[0]) == COLUMNS
    assert [(line["student"], line["outcome"], line["score"]) for line in lines] == [
        ("ada", "failed", "100"),
        ("ben", "failed", "59.04"),
        ("cem", "rejected", "0"),
        ("dora", "missing", ""),
        ("eve", "error", ""),
        ("fay", "failed", "8.3"),
    ]
    assert (lines[0]["id"], lines[0]["requests"], lines[0]["harm_rate"]) == ("1", "49.04", "0.01")
    assert lines[1]["same_as"] == "ada/bot.py"
    assert lines[3]["note"] == "no .py file in the folder"
    assert lines[4]["note"] == "ValueError: odd"
    assert [line["page"] for line in lines] == [
        f"pages/{page_name(CLASS[n])}" if n not in (3, 4) else "" for n in range(6)
    ]


@given(st.text() | st.sampled_from(["=1+1", "+1", "-1", "@A1", " =1", "\t=1", "\n@", "\u202e=1", "\uff1d1"]))
def test_no_cell_is_a_formula_or_more_than_a_line(text: str) -> None:
    cell = defused(text)
    assert cell.isprintable()
    assert cell.lstrip()[:1] not in {*"=+-@|%\uff1d\uff0b\uff0d\uff20"}


def test_a_hostile_name_stays_in_its_cell() -> None:
    lines = table(hostile_class())
    assert len(lines) == len(hostile_class())
    assert all(None not in line and None not in line.values() for line in lines)
    assert (lines[-1]["student"], lines[-1]["id"]) == ("'=1+1", "'@SUM(A1)")
    assert (
        similar_table([Pair("=1", "b", 1.0, 0.5)]) == b"one,other,share_of_one,share_of_other\n'=1,b,1,0.5\n"
    )


@pytest.mark.slow
def test_the_page_says_what_the_records_say_in_any_light_and_width(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_of(tmp_path)) as page:
        for look in looks(page, schemes=("light", "dark")):
            text = " ".join(page.inner_text("body").split())
            for said in (
                "6 submissions, median 33.7",
                "3 failed",
                "1 missing",
                "aimed",
                "0 of 3",
                "ben failed 59.0 57.5 to 60.2 49.0 0.0 10.0 1.0 % 20.0 % a fruit was emitted the same bytes as ada",
                "no .py file in the folder",
                "ada 100 % ben 75 %",
            ):
                assert said in text, look
            (dot,) = page.locator("svg.plot .dot title").all_text_contents()
            assert dot.startswith("ada, ben, fay: 1.00% of harmful requests answered")
            assert page.locator(".histogram rect").count() == 4
            assert page.get_attribute("tbody th a >> nth=0", "href") == f"pages/{page_name(CLASS[0])}"
            assert overflow(page) == 0, look


def test_the_table_is_sorted_by_any_column_and_what_is_empty_stays_last(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, page_of(tmp_path)) as page:

        def order_after(title: str) -> str:
            page.click(f".class button:text-is('{title}')")
            return "".join(name[0] for name in page.locator(".class tbody th").all_inner_texts())

        assert order_after("Score") == "abfcde"
        assert page.get_attribute(".class th:nth-child(3)", "aria-sort") == "descending"
        assert order_after("Score") == "cfbade"
        assert order_after("Student") == "abcdef"
        assert order_after("Student") == "fedcba"
        assert page.locator(".class [aria-sort]").count() == 1
        assert page.locator("[disabled]").count() == 0


@pytest.mark.slow
def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    """A megabyte of it adds no element, runs no code, asks for nothing and does not widen the page."""
    elements = "body script, body img, body style, body iframe, [onerror], [onload], [style]"
    with opened(browser, page_of(tmp_path, hostile_class(HOSTILE * MANY))) as page:
        assert page.locator(elements).count() == 1  # the script that sorts
        assert page.locator("body a").count() == 2 + 6  # near copies, and who has a page
        assert "<script>alert(1)</script>" in page.inner_text(".class tbody")
        page.click(".class button >> nth=0")
        for look in looks(page):
            assert overflow(page) == 0, look


def test_the_policy_of_the_page_allows_its_own_script_and_no_other(browser: Browser, tmp_path: Path) -> None:
    file = page_of(tmp_path)
    file.write_bytes(
        file.read_bytes().replace(
            b"</main>",
            b"<script>document.title = 'owned'</script><p onclick=\"document.title = 'owned'\">x</p></main>",
        )
    )
    context = browser.new_context(offline=True)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(file.as_uri())
    page.click("main p >> nth=-1")
    assert page.title() == "A class of 6"
    assert len(refused) == 2
    assert all("Content Security Policy" in message for message in refused)
    context.close()


def test_a_class_of_which_nobody_could_be_graded_has_a_page() -> None:
    assert b"1 submission<" in to_index(CONFIGURATION, [record("ada", None, why="gone")], None)


def test_a_page_is_named_for_its_student_and_for_nobody_else() -> None:
    names = [
        page_name(record(name, None))
        for name in ("Jane Doe", "jane doe", "../../etc", "日本", "é" * 99, "<b>")
    ]
    assert len(set(names)) == len(names)
    assert names[0].startswith("jane-doe-")
    assert all(
        set(name[:-5]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(name) < 64 for name in names
    )


def test_bars_and_hardest_families_count_each_submission_once() -> None:
    rows = [row_of(one) for one in (*CLASS, record("gus", scored(99.99)))]
    assert {column.least: column.count for column in histogram(rows) if column.count} == {
        0: 1,
        5: 1,
        55: 1,
        95: 2,
    }
    first = hardest(rows)[0]
    assert (first.name, first.whole, first.of) == ("aimed", 0, 4)
    assert first.mean == pytest.approx(0.15)
