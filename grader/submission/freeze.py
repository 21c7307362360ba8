"""Prove that the frozen part is unchanged, and that the editable region leaves its names alone.

Syntax trees are compared, statement by statement and in order, without positions, comments and docstrings. What the
editable region does to frozen names at run time is not for this room to guess: replay sees what comes of it.
"""

import ast
import difflib
import functools
import heapq
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

from grader.submission.editable import check_editable
from grader.submission.parsing import Parsed
from grader.submission.pristine import Pristine
from grader.submission.syntax import Difference, Shape, first_difference, shape, title, unparse
from grader.verdict import Kind

MOST_DIFFERENCES = 5  # shown; a file with more is another file
CONTEXT_LINES = 2
MOST_LINES = 400  # of a statement that a diff looks at; the longest frozen one has a tenth of that
# A file with a smaller share of the frozen statements is no copy of the bot, and neither is one with many times them.
LEAST_SHARE, MOST_TIMES = 0.5, 8


def check_frozen(parsed: Parsed, pristine: Pristine) -> tuple[Difference, ...]:
    """Every difference that was found, the first ones first; none means that the frozen part is whole."""
    before, after = len(pristine.head), len(pristine.tail)
    statements, shapes = parsed.statements, shapes_of(pristine)
    outside = [*statements[:before], *statements[max(before, len(statements) - after) :]]
    if list(map(shape, outside)) == shapes:
        editable = statements[before : len(statements) - after]
        found = check_editable(editable, pristine)
        return tuple(heapq.nsmallest(MOST_DIFFERENCES, found, key=lambda difference: difference.line))
    # As numbers, so that the shapes of a large file are not kept: the place among the frozen statements, or -1.
    places = {shape: place for place, shape in enumerate(shapes)}
    found_places = [places.get(shape(statement), -1) for statement in statements]
    present, times = len({*found_places} - {-1}), (len(statements) - found_places.count(-1)) / len(shapes)
    if present < LEAST_SHARE * len(places) or times > MOST_TIMES:
        has = f"{present} of its {len(places)}" if present else "none of its"
        many = "" if times <= MOST_TIMES else ", many times over"
        what = (
            f"this is no copy of bot.py: it has {has} frozen statements{many}; make one with "
            "`python -m bot new FOLDER`, and put your hooks into it"
        )
        return (Difference(Kind.FROZEN_CHANGED, 1, what),)
    alignment = difflib.SequenceMatcher(
        None, [places[shape] for shape in shapes], found_places, autojunk=False
    )
    return tuple(itertools.islice(explain(alignment, statements, pristine), MOST_DIFFERENCES))


@functools.cache
def shapes_of(pristine: Pristine) -> list[Shape]:
    return list(map(shape, (*pristine.head, *pristine.tail)))


def explain(
    alignment: difflib.SequenceMatcher[int], statements: Sequence[ast.stmt], pristine: Pristine
) -> Iterator[Difference]:
    """Name what was changed, added or removed outside the editable region, from the frozen statements to the others."""
    frozen, editable_at = [*pristine.head, *pristine.tail], len(pristine.head)
    for operation, frozen_from, frozen_to, from_, to in alignment.get_opcodes():
        if operation == "equal" or (operation == "insert" and frozen_from == editable_at):
            continue
        # A change beside the editable region takes that region's statements along: pair what has the same name.
        added = dict.fromkeys(statements[from_:to])
        twins = by_title(added, {type(statement) for statement in frozen[frozen_from:frozen_to]})
        for place, statement in enumerate(frozen[frozen_from:frozen_to], start=frozen_from):
            name = title(statement)
            if twins.get(name):
                twin = twins[name].pop()
                del added[twin]
                what = f"{name} was changed"
                line = first_difference(statement, twin)
                yield Difference(Kind.FROZEN_CHANGED, line, what, text_diff(statement, twin))
            else:
                gap = from_ if place < editable_at else to
                line = statements[min(gap, len(statements) - 1)].lineno
                yield Difference(Kind.FROZEN_CHANGED, line, f"{name} is missing", text_diff(statement, None))
        if not frozen_from <= editable_at <= frozen_to:
            for statement in added:
                what = f"{title(statement)} was added to the frozen part"
                yield Difference(Kind.FROZEN_CHANGED, statement.lineno, what, text_diff(None, statement))


def by_title(statements: Iterable[ast.stmt], types: Collection[type[ast.stmt]]) -> dict[str, list[ast.stmt]]:
    """The statements of these types under their titles, the first one last."""
    found: dict[str, list[ast.stmt]] = {}
    for statement in statements:
        if type(statement) in types:
            found.setdefault(title(statement), []).append(statement)
    return {name: alike[::-1] for name, alike in found.items()}


def text_diff(pristine: ast.stmt | None, submitted: ast.stmt | None) -> str:
    """A unified diff of the two statements, with the submission's own line number in its header."""
    before = unparse(pristine).splitlines() if pristine else []
    after = unparse(submitted).splitlines()[:MOST_LINES] if submitted else []
    where = f"yours, from line {submitted.lineno}" if submitted else "yours"
    lines = list(difflib.unified_diff(before, after, "frozen", where, n=CONTEXT_LINES, lineterm=""))
    shown = [line[:160] for line in lines if not line.startswith("@@")][:24]
    return "\n".join(shown)
