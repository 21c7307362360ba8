"""Prove that the frozen part is unchanged, and that the editable region leaves its names alone.

Syntax trees are compared, statement by statement and in order, without positions, comments and docstrings. What the
editable region does to frozen names at run time is not for this room to guess: replay sees what comes of it.
"""

import ast
import difflib
import functools
import itertools
from collections.abc import Iterator

from grader.submission.editable import check_editable
from grader.submission.pristine import Pristine
from grader.submission.source import Submission
from grader.submission.syntax import Difference, title, unparse
from grader.verdict import Kind

MOST_DIFFERENCES = 5  # shown; a file with more is another file
CONTEXT_LINES = 2


def check_frozen(submission: Submission, pristine: Pristine) -> tuple[Difference, ...]:
    """Every difference that was found, the first ones first; none means that the frozen part is whole."""
    before, after = len(pristine.head), len(pristine.tail)
    statements = submission.statements
    shapes, frozen_shapes = list(map(shape, statements)), shapes_of(pristine)
    if shapes[:before] + shapes[max(before, len(shapes) - after) :] != frozen_shapes:
        frozen = [*pristine.head, *pristine.tail]
        alignment = difflib.SequenceMatcher(None, frozen_shapes, shapes, autojunk=False)
        explained = explain(alignment, statements, frozen, before)
        return tuple(itertools.islice(explained, MOST_DIFFERENCES))
    editable = statements[before : len(statements) - after]
    try:
        found = check_editable(submission, statements[before - 1], editable, pristine)
    except (RecursionError, MemoryError):  # parsed with a little less on the stack
        found = [Difference(Kind.NOT_A_SUBMISSION, editable[0].lineno, "nested too deeply to be checked")]
    return tuple(sorted(found, key=lambda difference: difference.line))[:MOST_DIFFERENCES]


def shape(statement: ast.stmt) -> str:
    """The syntax of a statement as text, without positions; a submission has no docstrings."""
    try:
        return ast.dump(statement)
    except RecursionError:
        return "nested too deeply to be a frozen statement"


@functools.cache
def shapes_of(pristine: Pristine) -> list[str]:
    return list(map(shape, (*pristine.head, *pristine.tail)))


def explain(
    alignment: difflib.SequenceMatcher[str],
    statements: tuple[ast.stmt, ...],
    frozen: list[ast.stmt],
    editable_at: int,
) -> Iterator[Difference]:
    """Name what was changed, added or removed outside the editable region, from the frozen shapes to the others."""
    for operation, frozen_from, frozen_to, from_, to in alignment.get_opcodes():
        if operation == "equal" or (operation == "insert" and frozen_from == editable_at):
            continue
        removed = frozen[frozen_from:frozen_to]
        added = [(title(statement), statement) for statement in statements[from_:to]]
        # A change beside the editable region takes that region's statements along: pair what has the same name.
        for place, statement in enumerate(removed, start=frozen_from):
            twin = next((pair for pair in added if pair[0] == title(statement)), None)
            if twin is not None:
                added.remove(twin)
                yield changed(statement, twin[1])
            else:
                gap = from_ if place < editable_at else to
                line = statements[min(gap, len(statements) - 1)].lineno if statements else 1
                yield Difference(
                    Kind.FROZEN_CHANGED, line, f"{title(statement)} is missing", text_diff(statement, None)
                )
        if not frozen_from <= editable_at <= frozen_to:
            for name, statement in added:
                what = f"{name} was added to the frozen part"
                yield Difference(Kind.FROZEN_CHANGED, statement.lineno, what, text_diff(None, statement))


def changed(pristine: ast.stmt, submitted: ast.stmt) -> Difference:
    try:
        line = first_difference(pristine, submitted) or submitted.lineno
    except RecursionError:
        line = submitted.lineno
    return Difference(
        Kind.FROZEN_CHANGED, line, f"{title(pristine)} was changed", text_diff(pristine, submitted)
    )


def first_difference(ours: ast.AST, theirs: ast.AST) -> int | None:
    """The line, in the submission, of the innermost node where two trees begin to differ."""
    pairs: list[tuple[ast.AST, ast.AST]] = [(ours, theirs)]
    line = None
    while pairs:
        a, b = pairs.pop()
        if ast.dump(a) == ast.dump(b):
            continue
        line = getattr(b, "lineno", line)
        inner_a, inner_b = list(ast.iter_child_nodes(a)), list(ast.iter_child_nodes(b))
        if type(a) is not type(b) or len(inner_a) != len(inner_b):
            return line
        pairs = list(zip(reversed(inner_a), reversed(inner_b), strict=True))
    return line


def text_diff(pristine: ast.stmt | None, submitted: ast.stmt | None) -> str:
    """A unified diff of the two statements, with the submission's own line number in its header."""
    before = unparse(pristine).splitlines() if pristine else []
    after = unparse(submitted).splitlines() if submitted else []
    where = f"yours, from line {submitted.lineno}" if submitted else "yours"
    lines = list(difflib.unified_diff(before, after, "frozen", where, n=CONTEXT_LINES, lineterm=""))
    shown = [line[:160] for line in lines if not line.startswith("@@")][:24]
    return "\n".join(shown)
