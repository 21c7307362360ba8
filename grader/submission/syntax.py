"""Syntax trees as the freeze check compares them, without recursion and in linear time, and as it shows them."""

import ast

import msgspec

from grader.submission.parsing import SCOPES
from grader.verdict import Kind

TITLE_LETTERS = 60
BELOW = "(below)"
Shape = tuple[object, ...]  # hashable


class Difference(msgspec.Struct, frozen=True):
    """One way in which a submission is not the frozen bot with another policy."""

    kind: Kind
    line: int  # in the submission, from 1
    what: str
    diff: str = ""


def parts(node: ast.AST) -> tuple[Shape, list[ast.AST]]:
    """What a node says itself, and the nodes below it in order; positions are no part of either.

    Constants are kept as they are, with their type: `ast.dump` cannot write every integer.
    """
    says: list[object] = [type(node)]
    below: list[ast.AST] = []
    for name in node._fields:
        values = getattr(node, name, None)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, ast.AST):
                says.append(BELOW)
                below.append(value)
            else:
                says += [type(value), value]
        says.append(name)
    return tuple(says), below


def shape(statement: ast.stmt) -> Shape:
    """All that a statement says: equal for two statements that mean the same."""
    said: list[object] = []
    waiting: list[ast.AST] = [statement]
    while waiting:
        says, below = parts(waiting.pop())
        said.append(says)
        waiting += reversed(below)
    return tuple(said)


def first_difference(ours: ast.stmt, theirs: ast.stmt) -> int:
    """The line, in the submission, of the innermost node where two trees begin to differ."""
    pairs: list[tuple[ast.AST, ast.AST, int]] = [(ours, theirs, theirs.lineno)]
    while pairs:
        a, b, line = pairs.pop()
        line = getattr(b, "lineno", line)
        (a_says, a_below), (b_says, b_below) = parts(a), parts(b)
        if a_says != b_says:
            return line
        below = zip(a_below, b_below, [line] * len(b_below), strict=True)
        pairs += reversed(list(below))
    return theirs.lineno


def title(statement: ast.stmt) -> str:
    """A statement as a person would name it."""
    if isinstance(statement, SCOPES):
        return f"`{statement.name[:TITLE_LETTERS]}`"
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return f"`{', '.join(map(unparse, targets))[:TITLE_LETTERS]} = ...`"
    return f"`{unparse(statement).partition(chr(10))[0][:TITLE_LETTERS]}`"


def unparse(node: ast.stmt | ast.expr) -> str:
    """The source of a tree; a note where Python cannot give one."""
    if isinstance(node, ast.Name):  # nearly all targets, and quicker
        return node.id
    try:
        return ast.unparse(node)
    except RecursionError:
        return "(nested too deeply to show)"
    except ValueError:  # an integer of 5,000 digits; a line break in an f-string's braces, before Python 3.12
        return f"(line {node.lineno}, which cannot be shown)"
