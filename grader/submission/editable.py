"""What the editable region may not do: import off the list, bind a frozen name, or assign into what it stands for."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from grader.submission.pristine import HOOKS, Pristine
from grader.submission.scopes import Binding, Placed, module_bindings, place
from grader.submission.syntax import TITLE_LETTERS, Difference, unparse
from grader.verdict import Kind

THIRD_PARTY = frozenset({"ahocorasick", "regex"})
# Of the standard library: what computes, and neither waits, reads clocks or files, nor starts anything.
HARMLESS = frozenset(
    {
        "abc", "array", "bisect", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "decimal",
        "difflib", "enum", "fractions", "functools", "heapq", "itertools", "json", "math", "numbers", "operator",
        "pprint", "random", "re", "statistics", "string", "sys", "textwrap", "traceback", "types", "typing",
        "unicodedata", "warnings",
    }
)  # fmt: skip
ALLOWED_IMPORTS = THIRD_PARTY | HARMLESS
MAY_BE_IMPORTED = (
    f"only {', '.join(sorted(THIRD_PARTY))} and, of the standard library, {', '.join(sorted(HARMLESS))}"
)
AROUND_THE_LIST = frozenset({"__import__", "__builtins__", "__loader__", "__spec__"})


def check_editable(editable: Sequence[ast.stmt], pristine: Pristine) -> Iterator[Difference]:
    """Every difference in the statements of the region."""
    placed = place(editable)
    bound = module_bindings(placed)
    yield from imports(placed)
    yield from frozen_bindings(bound, pristine)
    yield from stores(placed, pristine)
    yield from hooks(editable, bound)


def imports(placed: Iterable[Placed]) -> Iterator[Difference]:
    """Imports that are not on the list, at whatever depth, and what would import around it."""
    for node, _ in placed:
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
                what = f"`{module}` may not be imported: {MAY_BE_IMPORTED}"
                yield Difference(Kind.FORBIDDEN_IMPORT, node.lineno, what)


def frozen_bindings(bound: Mapping[str, Sequence[Binding]], pristine: Pristine) -> Iterator[Difference]:
    """Frozen names that the region binds in the module's scope; the frozen imports once more change nothing."""
    for name in sorted(pristine.names & bound.keys()):
        again = all((binding.imported, name) in pristine.imports for binding in bound[name])
        if not again:
            what = f"`{name}` belongs to the frozen part and may not be bound again: choose another name"
            yield Difference(Kind.FROZEN_NAME_BOUND, min(binding.line for binding in bound[name]), what)


def stores(placed: Iterable[Placed], pristine: Pristine) -> Iterator[Difference]:
    """Assignments into frozen objects: `random.random = ...`, `state_dict["wte"] = ...`, `sys.stdout = ...`."""
    for node, scope in placed:
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            root: ast.expr = node
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(root, ast.Name) and root.id in pristine.names and scope.sees_global(root.id):
                what = f"`{unparse(node)[:TITLE_LETTERS]}` is assigned, and `{root.id}` belongs to the frozen part"
                yield Difference(Kind.FROZEN_NAME_BOUND, node.lineno, what)


def hooks(editable: Sequence[ast.stmt], bound: Mapping[str, Sequence[Binding]]) -> Iterator[Difference]:
    """The two functions that the frozen loop calls."""
    for hook in HOOKS:
        if hook not in bound:
            line = editable[-1].lineno if editable else 1
            what = f"`{hook}` is not defined between the two lines of equals signs"
            yield Difference(Kind.HOOK_MISSING, line, what)
