"""Syntax trees as the freeze check looks at them: without docstrings, and as text for people."""

import ast
import copy
from dataclasses import dataclass

from grader.submission import is_docstring
from grader.verdict import Kind

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a submission is not the frozen bot with another policy."""

    kind: Kind
    line: int  # in the submission, from 1
    what: str
    diff: str = ""


def without_docstrings(statement: ast.stmt) -> ast.stmt:
    """A copy without the docstrings at whatever depth."""
    if not isinstance(statement, (*SCOPES, ast.If)):
        return statement
    statement = copy.deepcopy(statement)
    for node in ast.walk(statement):
        if isinstance(node, SCOPES) and is_docstring(node.body[0]):
            # An empty body would not be the same as a body of one docstring: `pass` stands in for it.
            node.body = node.body[1:] or [ast.Pass()]
    return statement


def title(statement: ast.stmt) -> str:
    """A statement as a person would name it."""
    if isinstance(statement, SCOPES):
        return f"`{statement.name}`"
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return f"`{', '.join(map(unparse, targets))} = ...`"
    first_line = unparse(statement).splitlines()[0]
    return f"`{first_line[:60]}`"


def unparse(node: ast.stmt | ast.expr) -> str:
    """The source of a tree; a note where Python cannot give one."""
    try:
        return ast.unparse(without_docstrings(node) if isinstance(node, ast.stmt) else node)
    except RecursionError:
        return "(nested too deeply to show)"
    except ValueError:  # an f-string with a line break inside its braces, before Python 3.12
        return f"(line {node.lineno}, which cannot be shown)"
