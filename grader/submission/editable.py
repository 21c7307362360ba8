"""What the editable region may not do: import off the list, bind a frozen name, or assign into what it stands for."""

import ast
import re
import symtable
from collections.abc import Iterator, Sequence

from grader.submission.pristine import HOOKS, Pristine, imported_names
from grader.submission.source import SCOPES, Submission
from grader.submission.syntax import Difference, unparse
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
AROUND_THE_LIST = frozenset({"__import__", "__builtins__", "__loader__", "__spec__"})

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def check_editable(
    submission: Submission, last_frozen: ast.stmt, editable: Sequence[ast.stmt], pristine: Pristine
) -> list[Difference]:
    """Every difference in the statements of the region, which begins behind the statement `last_frozen`."""
    bound = module_bindings(region_text(submission, last_frozen, editable))
    return [
        *imports(editable),
        *bindings(editable, bound, pristine),
        *stores(editable, pristine),
        *hooks(editable, bound),
    ]


def region_text(submission: Submission, last_frozen: ast.stmt, editable: Sequence[ast.stmt]) -> str:
    """The source lines of the region: unparsing its tree would not give back every program."""
    lines = re.split("\r\n|\r|\n", submission.text)  # as Python counts them
    end = editable[-1].end_lineno if editable else last_frozen.end_lineno
    return "\n".join([*lines[last_frozen.end_lineno : end], ""])


def module_bindings(source: str) -> dict[str, bool]:
    """What the source binds in its module's scope, from whatever depth, and whether imports alone bind it.

    `symtable` knows every form of binding that Python has: assignment, `def`, `for`, `with`, `except`, `match`, `:=`,
    `del`, and each of them below a `global`.
    """
    bound: dict[str, bool] = {}
    module = symtable.symtable(source, "editable", "exec")
    scopes = [module]
    while scopes:
        scope = scopes.pop()
        for symbol in scope.get_symbols():
            is_bound = symbol.is_assigned() or symbol.is_namespace() or symbol.is_imported()
            if is_bound and (scope is module or symbol.is_global()):
                by_import = not symbol.is_assigned() and not symbol.is_namespace()
                bound[symbol.get_name()] = bound.get(symbol.get_name(), True) and by_import
        scopes += scope.get_children()
    return bound


def imports(editable: Sequence[ast.stmt]) -> Iterator[Difference]:
    """Imports that are not on the list, at whatever depth, and what would import around it."""
    for node in (node for statement in editable for node in ast.walk(statement)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = ["." * node.level + (node.module or "")]
            if any(alias.name == "*" for alias in node.names):
                what = f"`from {modules[0]} import *` could bind any name: import what you need by name"
                yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, what)
        elif isinstance(node, ast.Name) and node.id in AROUND_THE_LIST:
            yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, f"`{node.id}` would import around the list")
            continue
        else:
            continue
        for module in modules:
            if module not in ALLOWED_IMPORTS:
                what = f"`{module}` may not be imported: only ahocorasick, regex and harmless standard modules may"
                yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, what)


def bindings(
    editable: Sequence[ast.stmt], bound: dict[str, bool], pristine: Pristine
) -> Iterator[Difference]:
    """Frozen names that the region binds in the module's scope; the frozen imports once more change nothing."""
    imported = {pair for statement in editable for pair in imported_names(statement)}
    for name, by_import in sorted(bound.items()):
        again = by_import and {pair for pair in imported if pair[1] == name} <= pristine.imports
        if name in pristine.names and not again:
            what = f"`{name}` belongs to the frozen part and may not be bound again: choose another name"
            yield Difference(Kind.FROZEN_NAME_BOUND, line_of_binding(editable, name), what)


def line_of_binding(editable: Sequence[ast.stmt], name: str) -> int:
    """Where the module's scope binds the name, or else where a function says `global` of it."""
    fields = ("name", "asname", "rest")  # of definitions, imports, `except` and `match`
    nodes: list[ast.AST] = list(reversed(editable))
    while nodes:
        node = nodes.pop()
        stored = isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        if stored or name in (getattr(node, field, None) for field in fields):
            return int(getattr(node, "lineno", editable[0].lineno))
        # What stands in the body of a function or a class is bound there; its defaults and bases are outside.
        inside = (
            node.body if isinstance(node, SCOPES) else [node.body] if isinstance(node, ast.Lambda) else []
        )
        nodes += [child for child in ast.iter_child_nodes(node) if child not in inside][::-1]
    declared = (n for s in editable for n in ast.walk(s) if isinstance(n, ast.Global) and name in n.names)
    return next((node.lineno for node in declared), editable[0].lineno)


def stores(editable: Sequence[ast.stmt], pristine: Pristine) -> Iterator[Difference]:
    """Assignments into frozen objects: `random.random = ...`, `state_dict["wte"] = ...`, `sys.stdout = ...`."""
    scopes: list[tuple[ast.AST, frozenset[str]]] = [(statement, frozenset()) for statement in editable]
    while scopes:
        node, local = scopes.pop()
        if isinstance(node, Function):
            local |= local_names(node)
        scopes += [(child, local) for child in ast.iter_child_nodes(node)]
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root: ast.expr = node
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name) and root.id in pristine.names - local:
                what = f"`{unparse(node)}` is assigned, and `{root.id}` belongs to the frozen part"
                yield Difference(Kind.FROZEN_NAME_BOUND, node.lineno, what)


def local_names(function: Function) -> frozenset[str]:
    """A function's own names: its parameters, and what it stores itself without saying `global`."""
    given = function.args
    parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    names = {parameter.arg for parameter in parameters if parameter is not None}
    declared: set[str] = set()
    nodes: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Global):
            declared.update(node.names)
        nodes += [] if isinstance(node, (*SCOPES, ast.Lambda)) else ast.iter_child_nodes(node)
    return frozenset(names - declared)


def hooks(editable: Sequence[ast.stmt], bound: dict[str, bool]) -> Iterator[Difference]:
    """The two functions that the frozen loop calls."""
    for hook in HOOKS:
        if hook not in bound:
            line = editable[-1].lineno if editable else 1
            what = f"`{hook}` is not defined between the two lines of equals signs"
            yield Difference(Kind.HOOK_MISSING, line, what)
