"""Prove that the frozen part is unchanged, and that the editable region leaves its names alone.

Syntax trees are compared, statement by statement and in order, without positions, comments and docstrings. What the
editable region does to frozen names at run time is not for this room to guess: replay sees what comes of it.
"""

import ast
import copy
import difflib
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from grader.pristine import HOOKS, Pristine
from grader.submission import Submission, is_docstring
from grader.verdict import Kind

THIRD_PARTY = frozenset({"ahocorasick", "regex"})
HARMLESS = frozenset(
    {
        "abc", "bisect", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "decimal", "difflib",
        "enum", "fractions", "functools", "heapq", "itertools", "json", "math", "numbers", "operator", "random", "re",
        "statistics", "string", "sys", "textwrap", "traceback", "types", "typing", "unicodedata", "warnings",
    }
)  # fmt: skip
ALLOWED_IMPORTS = THIRD_PARTY | HARMLESS
MOST_DIFFERENCES = 5  # shown; a file with more is another file
CONTEXT_LINES = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a submission is not the frozen bot with another policy."""

    kind: Kind
    line: int  # in the submission, from 1
    what: str
    diff: str = ""


def check_frozen(submission: Submission, pristine: Pristine) -> tuple[Difference, ...]:
    """Every difference that was found, the first ones first; none means that the frozen part is whole."""
    frozen = [*pristine.head, *pristine.tail]
    matches = len(pristine.head), len(pristine.tail)
    statements = submission.statements
    head, tail = statements[: matches[0]], statements[max(matches[0], len(statements) - matches[1]) :]
    if [shape(s) for s in (*head, *tail)] != [shape(s) for s in frozen]:
        return tuple(explain(statements, frozen, len(pristine.head)))[:MOST_DIFFERENCES]
    editable = statements[matches[0] : len(statements) - matches[1]]
    found = [*imports(editable), *bindings(editable, pristine), *stores(editable, pristine), *hooks(editable)]
    return tuple(sorted(found, key=lambda difference: difference.line))[:MOST_DIFFERENCES]


def shape(statement: ast.stmt) -> str:
    """The syntax of a statement as text, without positions and docstrings."""
    try:
        return ast.dump(without_docstrings(statement))
    except RecursionError:
        return "nested too deeply to be a frozen statement"


def without_docstrings(statement: ast.stmt) -> ast.stmt:
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if not isinstance(statement, (*scopes, ast.If)):
        return statement
    statement = copy.deepcopy(statement)
    for node in ast.walk(statement):
        if isinstance(node, scopes) and is_docstring(node.body[0]):
            # An empty body would not be the same as a body of one docstring: `pass` stands in for it.
            node.body = node.body[1:] or [ast.Pass()]
    return statement


def explain(
    statements: tuple[ast.stmt, ...], frozen: list[ast.stmt], editable_at: int
) -> Iterator[Difference]:
    """Align both lists of statements, and name what was changed, added or removed outside the editable region."""
    matcher = difflib.SequenceMatcher(
        None, [shape(s) for s in frozen], [shape(s) for s in statements], autojunk=False
    )
    for operation, frozen_from, frozen_to, from_, to in matcher.get_opcodes():
        if operation == "equal" or (operation == "insert" and frozen_from == editable_at):
            continue
        removed, added = frozen[frozen_from:frozen_to], list(statements[from_:to])
        # A change beside the editable region takes that region's statements along: pair what has the same name.
        for statement in removed:
            twin = next((a for a in added if title(a) == title(statement)), None)
            if twin is not None:
                added.remove(twin)
                yield changed(statement, twin)
            else:
                line = statements[min(from_, len(statements) - 1)].lineno if statements else 1
                yield Difference(
                    Kind.FROZEN_CHANGED, line, f"{title(statement)} is missing", text_diff(statement, None)
                )
        if not frozen_from <= editable_at <= frozen_to:
            for statement in added:
                what = f"{title(statement)} was added to the frozen part"
                yield Difference(Kind.FROZEN_CHANGED, statement.lineno, what, text_diff(None, statement))


def changed(pristine: ast.stmt, submitted: ast.stmt) -> Difference:
    try:
        line = (
            first_difference(without_docstrings(pristine), without_docstrings(submitted)) or submitted.lineno
        )
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


def title(statement: ast.stmt) -> str:
    """A statement as a person would name it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"`{statement.name}`"
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return f"`{', '.join(map(ast.unparse, targets))} = ...`"
    first_line = unparse(statement).splitlines()[0]
    return f"`{first_line[:60]}`"


def unparse(statement: ast.stmt) -> str:
    try:
        return ast.unparse(without_docstrings(statement))
    except RecursionError:
        return "(nested too deeply to show)"


def text_diff(pristine: ast.stmt | None, submitted: ast.stmt | None) -> str:
    """A unified diff of the two statements, with the submission's own line number in its header."""
    before = unparse(pristine).splitlines() if pristine else []
    after = unparse(submitted).splitlines() if submitted else []
    where = f"yours, from line {submitted.lineno}" if submitted else "yours"
    lines = list(difflib.unified_diff(before, after, "frozen", where, n=CONTEXT_LINES, lineterm=""))
    shown = [line[:160] for line in lines if not line.startswith("@@")][:24]
    return "\n".join(shown)


def imports(editable: tuple[ast.stmt, ...]) -> Iterator[Difference]:
    """Imports that are not on the list, at whatever depth, and `__import__`."""
    for node in (node for statement in editable for node in ast.walk(statement)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = ["." * node.level + (node.module or "")]
            if any(alias.name == "*" for alias in node.names):
                what = f"`from {modules[0]} import *` could bind any name: import what you need by name"
                yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, what)
        elif isinstance(node, ast.Name) and node.id in ("__import__", "__builtins__", "__loader__"):
            yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, f"`{node.id}` would import around the list")
            continue
        else:
            continue
        for module in modules:
            if module not in ALLOWED_IMPORTS:
                what = f"`{module}` may not be imported: only ahocorasick, regex and harmless standard modules may"
                yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, what)


def bindings(editable: tuple[ast.stmt, ...], pristine: Pristine) -> Iterator[Difference]:
    """Frozen names that the region binds in the module's scope: by assignment, `def`, import, `global` and the like."""
    for statement in editable:
        for name in sorted(bound_globals(statement) & pristine.names):
            if not is_same_import(statement, name, pristine):
                what = f"`{name}` belongs to the frozen part and may not be bound again: choose another name"
                yield Difference(Kind.FROZEN_NAME_BOUND, line_of_binding(statement, name), what)


def bound_globals(statement: ast.stmt) -> set[str]:
    """What one statement binds at module level; `symtable` knows every form of binding that Python has."""
    try:
        top = symtable.symtable(ast.unparse(statement), "editable", "exec")
    except (RecursionError, SyntaxError):
        # Valid as an expression of the whole file only, or too deep: the names it stores are a safe superset.
        stored = (
            n for n in ast.walk(statement) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
        )
        return {node.id for node in stored}
    bound = {
        s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()
    }
    deleted = {
        t.id
        for n in ast.walk(statement)
        if isinstance(n, ast.Delete)
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    inner = list(top.get_children())
    while inner:
        scope = inner.pop()
        symbols = [s for s in scope.get_symbols() if s.is_global()]
        bound |= {s.get_name() for s in symbols if s.is_assigned() or s.is_imported() or s.is_namespace()}
        inner += scope.get_children()
    return bound | deleted


def is_same_import(statement: ast.stmt, name: str, pristine: Pristine) -> bool:
    """`import math` beside the frozen `import math` changes nothing."""
    if not isinstance(statement, ast.Import):
        return False
    bound = [
        (alias.name, alias.asname or alias.name)
        for alias in statement.names
        if (alias.asname or alias.name) == name
    ]
    return all(pair in pristine.imports for pair in bound)


def line_of_binding(statement: ast.stmt, name: str) -> int:
    for node in ast.walk(statement):
        binds_here = (
            isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        ) or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name)
        if binds_here:
            return int(getattr(node, "lineno", statement.lineno))
    return statement.lineno


def stores(editable: tuple[ast.stmt, ...], pristine: Pristine) -> Iterator[Difference]:
    """Assignments into frozen objects: `random.random = ...`, `state_dict["wte"] = ...`, `sys.stdout = ...`."""
    scopes: list[tuple[ast.AST, frozenset[str]]] = [(statement, frozenset()) for statement in editable]
    while scopes:
        node, local = scopes.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            local |= local_names(node)
        scopes += [(child, local) for child in ast.iter_child_nodes(node)]
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root: ast.expr = node
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name) and root.id in pristine.names - local:
                what = f"`{unparse(ast.Expr(node))}` is assigned, and `{root.id}` belongs to the frozen part"
                yield Difference(Kind.FROZEN_NAME_BOUND, node.lineno, what)


def local_names(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> frozenset[str]:
    """What a function's own names are: its parameters and what it assigns without saying `global`."""
    inside = list(ast.walk(function))
    parameters = {node.arg for node in inside if isinstance(node, ast.arg)}
    assigned = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    declared = {name for node in inside if isinstance(node, ast.Global) for name in node.names}
    return frozenset((parameters | assigned) - declared)


def hooks(editable: tuple[ast.stmt, ...]) -> Iterator[Difference]:
    bound = {name for statement in editable for name in bound_globals(statement)}
    for hook in HOOKS:
        if hook not in bound:
            line = editable[-1].lineno if editable else 1
            yield Difference(
                Kind.HOOK_MISSING, line, f"`{hook}` is not defined between the two lines of equals signs"
            )
