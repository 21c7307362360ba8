"""What the freeze check finds, and how it shows syntax to people."""

import ast
from dataclasses import dataclass

from grader.submission.source import SCOPES
from grader.verdict import Kind


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a submission is not the frozen bot with another policy."""

    kind: Kind
    line: int  # in the submission, from 1
    what: str
    diff: str = ""


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
        return ast.unparse(node)
    except RecursionError:
        return "(nested too deeply to show)"
    except ValueError:  # an f-string with a line break inside its braces, before Python 3.12
        return f"(line {node.lineno}, which cannot be shown)"
