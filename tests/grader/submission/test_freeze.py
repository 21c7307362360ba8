"""Whatever is changed in the frozen part is found, at its line; what means the same is not."""

import ast
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission.freeze import MOST_DIFFERENCES, check_frozen
from grader.submission.parsing import is_docstring
from grader.submission.pristine import CLOSING_FENCE, OPENING_FENCE, Pristine, pristine_bot
from grader.submission.syntax import Difference
from grader.verdict import Kind
from tests.grader.making import ALLOW_ALL, SHIPPED, STARTER, line_of, parsed, with_region

BOT = with_region(ALLOW_ALL)  # small, so that hundreds of checks are quick
LINES = BOT.splitlines(keepends=True)
OPENING, CLOSING = (line_of(BOT, fence) for fence in (OPENING_FENCE, CLOSING_FENCE))
FROZEN = [s for s in ast.parse(BOT).body[1:] if not OPENING < s.lineno < CLOSING]  # with their docstrings
FIRST_AFTER = next(s for s in FROZEN if s.lineno > CLOSING)


def differences(text: str) -> tuple[Difference, ...]:
    return check_frozen(parsed(text), pristine_bot())


def span(statement: ast.stmt) -> tuple[int, int]:
    """The first and the last line, from 1, with decorators."""
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorators)]), statement.end_lineno or 0


def block(statement: ast.stmt) -> list[str]:
    first, last = span(statement)
    return LINES[first - 1 : last]


def name_of(statement: ast.stmt) -> str:
    return f"{statement.lineno} {block(statement)[0].strip()[:30]}"


every_frozen_statement = pytest.mark.parametrize("statement", FROZEN, ids=name_of)


def test_the_shipped_bot_and_the_starter_are_whole() -> None:
    assert differences(SHIPPED) == ()
    assert differences(STARTER) == ()
    assert differences(BOT) == ()


def test_the_frozen_part_is_the_model_the_sampling_and_the_loop(pristine: Pristine) -> None:
    names = {statement.name for statement in FROZEN if isinstance(statement, ast.FunctionDef)}
    assert {"load_model", "linear", "softmax", "rmsnorm", "gpt", "after", "slot_stream", "draw"} <= names
    assert {"read_prefixes", "refuse", "respond", "answer", "read_requests", "prepare", "main"} <= names
    assert isinstance(pristine.tail[-1], ast.If)
    assert {"sum", "zip", "random", "MAX_DRAWS", "sampling", "__name__"} <= pristine.names
    assert not {"is_safe_request", "is_safe_name", "BLOCKED_PREFIX_PATTERNS"} & pristine.names


@every_frozen_statement
def test_a_frozen_statement_that_was_taken_out_is_missing(statement: ast.stmt) -> None:
    first, last = span(statement)
    text = "".join([*LINES[: first - 1], *LINES[last:]])
    starts = [other.lineno for other in ast.parse(text).body]
    gap = min((start for start in starts if start >= first), default=starts[-1])
    found = differences(text)
    assert [(difference.kind, difference.line) for difference in found] == [(Kind.FROZEN_CHANGED, gap)]
    assert found[0].what.endswith("is missing")


@every_frozen_statement
def test_a_frozen_statement_that_stands_there_twice_is_found(statement: ast.stmt) -> None:
    _, last = span(statement)
    text = "".join([*LINES[:last], "\n\n", *block(statement), *LINES[last:]])
    twice = {s.lineno for s in ast.parse(text).body if ast.dump(s) == ast.dump(statement)}
    found = differences(text)
    assert len(twice) == 2
    assert found
    for difference in found:
        assert difference.kind in (Kind.FROZEN_CHANGED, Kind.FROZEN_NAME_BOUND)
        assert difference.line in twice


@pytest.mark.parametrize("index", range(len(FROZEN) - 1))
def test_two_neighbours_that_changed_places_are_found(index: int) -> None:
    """Across the editable region too: `draw` below it, and `read_prefixes` above."""
    one, other = FROZEN[index : index + 2]
    (first, end), (start, last) = span(one), span(other)
    between = ["\n", *LINES[end : start - 1]]
    text = "".join([*LINES[: first - 1], *block(other), *between, *block(one), *LINES[last:]])
    behind = min((s.lineno for s in ast.parse(text).body if s.lineno > last + 1), default=last + 1)
    found = differences(text)
    assert {difference.kind for difference in found} == {Kind.FROZEN_CHANGED}
    assert all(first <= difference.line <= behind for difference in found)


@every_frozen_statement
def test_a_statement_that_was_put_in_is_found(statement: ast.stmt) -> None:
    first, _ = span(statement)
    found = differences("".join([*LINES[: first - 1], "extra = 1\n", *LINES[first - 1 :]]))
    if statement is FIRST_AFTER:
        assert found == ()  # comments do not count, so this is still the end of the editable region
    else:
        assert [(difference.kind, difference.line) for difference in found] == [(Kind.FROZEN_CHANGED, first)]
        assert found[0].what == "`extra = ...` was added to the frozen part"


def leaves(statement: ast.stmt) -> list[ast.Name | ast.Constant | ast.Attribute]:
    """The names and constants of a statement that stand in one line, without what f-strings hold."""
    found: list[ast.Name | ast.Constant | ast.Attribute] = []
    nodes: list[ast.AST] = [statement]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.stmt) and is_docstring(node)):
            continue
        if isinstance(node, ast.Name | ast.Constant | ast.Attribute) and node.lineno == node.end_lineno:
            found.append(node)
        nodes += ast.iter_child_nodes(node)
    return found


def other(text: str, leaf: ast.expr) -> str:
    """Another name or constant in the place of this one."""
    match leaf:
        case ast.Constant(value=bool() | None as value):
            return str(not value)
        case ast.Constant(value=int() | float() as value):
            return repr(value + 1)
        case ast.Constant():
            return "'other'"
        case _:
            return f"{text}_other"


@pytest.mark.slow
@given(st.sampled_from([(statement, leaf) for statement in FROZEN for leaf in leaves(statement)]))
@settings(max_examples=80)
def test_any_other_name_or_constant_is_found_in_its_line(place: tuple[ast.stmt, ast.expr]) -> None:
    statement, leaf = place
    line = LINES[leaf.lineno - 1].encode()
    before, text, after = (
        part.decode()
        for part in (
            line[: leaf.col_offset],
            line[leaf.col_offset : leaf.end_col_offset],
            line[leaf.end_col_offset :],
        )
    )
    changed = before + other(text, leaf) + after
    found = differences("".join([*LINES[: leaf.lineno - 1], changed, *LINES[leaf.lineno :]]))
    assert {difference.kind for difference in found} == {Kind.FROZEN_CHANGED}
    assert leaf.lineno in [difference.line for difference in found]
    assert all(span(statement)[0] <= difference.line for difference in found)


@pytest.mark.parametrize(
    ("old", "new", "title"),
    [
        ('sampling = {"temperature": 0.7}', 'sampling = {"temperature": 0.1}', "`sampling = ...`"),
        ("(mean_square + 1e-5) ** -0.5", "(mean_square + 1e-6) ** -0.5", "`rmsnorm`"),
        ("MAX_DRAWS = 10", "MAX_DRAWS = 1000", "`MAX_DRAWS = ...`"),
        ("x = [max(0.0, xi) for xi in x]", "x = [math.tanh(xi) for xi in x]", "`gpt`"),
        ("@functools.lru_cache(maxsize=32_768)", "@functools.lru_cache(maxsize=0)", "`after`"),
        ("is_safe_request(list(prefixes))", "is_safe_request(prefixes)", "`respond`"),
        ("for _ in range(MAX_DRAWS):", "while True:", "`respond`"),
        ("not isinstance(safe, bool)", "isinstance(safe, bool)", "`respond`"),
    ],
)
def test_a_change_is_shown_as_a_diff_with_its_line(old: str, new: str, title: str) -> None:
    assert BOT.count(old) == 1
    (found,) = differences(BOT.replace(old, new))
    assert found.kind is Kind.FROZEN_CHANGED
    assert found.what == f"{title} was changed"
    assert found.line == BOT[: BOT.index(old)].count("\n") + 1
    removed, added = (re.findall(rf"^\{sign}(?!\{sign})(.*)", found.diff, re.M) for sign in "-+")
    assert len(removed) == len(added)
    assert removed != added
    assert "+++ yours, from line" in found.diff


def whats(found: Sequence[Difference]) -> list[str]:
    return [difference.what for difference in found]


def test_each_of_two_changes_is_found() -> None:
    found = differences(BOT.replace("MAX_DRAWS = 10", "MAX_DRAWS = 11").replace("1e-5", "1e-7"))
    assert whats(found) == ["`rmsnorm` was changed", "`MAX_DRAWS = ...` was changed"]


def test_changes_on_both_sides_of_the_editable_region_are_told_without_the_region() -> None:
    text = BOT.replace("[BOS, *map(LETTERS.index", "[BOS, 0, *map(LETTERS.index")
    text = text.replace("name += LETTERS[token_id]", "name += LETTERS[-token_id]")
    text = text.replace("tokens = line.split()", "tokens = line.split(None, 9)")
    expected = ["`after` was changed", "`draw` was changed", "`read_prefixes` was changed"]
    assert whats(differences(text)) == expected


OTHER_FILES = {
    "": "none of its",
    "print('hello world')\n": "none of its",
    "'''only a docstring'''\n": "none of its",
    "pass\n" * 10_000: "none of its",
    ALLOW_ALL: "none of its",
    "X = 0x" + "f" * 5_000: "none of its",
    "import json\nimport math\n": "2 of its",
    "".join(line for statement in FROZEN[:12] for line in block(statement)): "it has 12 of its",
    BOT + "BOS = 26\n" * 2_000: ", many times over",
}


@pytest.mark.parametrize("text", OTHER_FILES, ids=range(len(OTHER_FILES)))
def test_a_file_that_is_no_copy_of_the_bot_is_told_in_one_sentence(text: str) -> None:
    (found,) = differences(text)
    assert found.kind is Kind.FROZEN_CHANGED
    assert found.what.startswith("this is no copy of bot.py: it has ")
    assert OTHER_FILES[text] in found.what
    assert "make one with `python -m bot new FOLDER`" in found.what


@pytest.mark.parametrize("count", [1, 5, 10])
def test_a_copy_with_some_statements_missing_is_still_one(count: int) -> None:
    gone = {number for statement in FROZEN[:count] for number in range(*span(statement))}
    gone |= {span(statement)[1] for statement in FROZEN[:count]}
    found = differences("".join(line for number, line in enumerate(LINES, start=1) if number not in gone))
    assert [d.what.endswith("is missing") for d in found] == [True] * min(count, MOST_DIFFERENCES)


@given(st.lists(st.sampled_from(FROZEN), max_size=80))
def test_no_other_order_or_number_of_frozen_statements_passes(statements: list[ast.stmt]) -> None:
    assert differences("".join("".join(block(statement)) for statement in statements))


def reformatted(statement: ast.stmt) -> str:
    """The same statement as Python writes it: without comments, docstrings and the author's layout."""
    (copy,) = ast.parse("".join(block(statement))).body
    if isinstance(copy, ast.FunctionDef) and is_docstring(copy.body[0]):
        copy.body = copy.body[1:]
    return ast.unparse(copy)


def test_comments_docstrings_blank_lines_and_layout_do_not_count() -> None:
    head = [reformatted(statement) for statement in FROZEN if statement.lineno < OPENING]
    tail = [reformatted(statement) for statement in FROZEN if statement.lineno > CLOSING]
    text = "\n".join([*head, ALLOW_ALL, *tail, ""])
    assert "# Attention" not in text
    assert '"""' not in text
    assert differences(text) == ()
    assert differences("'''Mine.'''\n" + text.replace("\n", "  # why\n\n")) == ()


@pytest.mark.parametrize("statement", [s for s in FROZEN if isinstance(s, ast.FunctionDef)], ids=name_of)
def test_another_docstring_may_stand_in_each_frozen_function(statement: ast.FunctionDef) -> None:
    first = statement.body[0]
    end = (first.end_lineno or 0) if is_docstring(first) else first.lineno - 1
    text = "".join([*LINES[: first.lineno - 1], "    '''What I found out.'''\n", *LINES[end:]])
    assert differences(text) == ()


def test_the_fences_are_comments_and_only_statements_count() -> None:
    assert differences(BOT.replace(LINES[OPENING - 1], "").replace(LINES[CLOSING - 1], "")) == ()


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_the_ends_of_lines_do_not_count(ending: str) -> None:
    assert differences(BOT.replace("\n", ending)) == ()


DEEP = {
    "operators": "x = " + "-" * 1_500 + "y\n",
    "subscripts": "a" + "[0]" * 2_500 + " = 1\n",
    "attributes": "x = a" + ".b" * 2_500 + "\n",
    "branches": "if a: pass\n" + "elif a: pass\n" * 900,
    "a constant that cannot be written in decimals": "x = 0x" + "f" * 5_000 + "\n",
    "a line's end in an f-string": "x = f'''{\"\"\"\n\"\"\"}'''\n",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_python_cannot_print_is_found_all_the_same(name: str) -> None:
    deep = DEEP[name]
    assert {difference.kind for difference in differences(deep)} == {Kind.FROZEN_CHANGED}
    assert {difference.kind for difference in differences(deep + BOT)} == {Kind.FROZEN_CHANGED}
    found = differences(BOT.replace("MAX_DRAWS = 10\n", f"MAX_DRAWS = 11\n{deep}"))
    assert "`MAX_DRAWS = ...` was changed" in whats(found)
    inside = differences(with_region(f"{ALLOW_ALL}{deep}config = {{}}\n"))
    assert any(difference.what.startswith("`config` belongs to") for difference in inside)
