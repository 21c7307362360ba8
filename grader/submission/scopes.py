"""Which scope each node of a program belongs to, and which names each scope binds.

Decided by the grammar alone, so that every Python says the same: `symtable` has no scope for a comprehension from
Python 3.12 on, and one for type parameters only there. Rules: docs.python.org/3/reference/executionmodel.html.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# What binds one name, and in which field it says it. By their names, since Python 3.11 has no type parameters.
BINDS = {
    "Name": "id", "arg": "arg", "FunctionDef": "name", "AsyncFunctionDef": "name", "ClassDef": "name",
    "ExceptHandler": "name", "MatchAs": "name", "MatchStar": "name", "MatchMapping": "rest",
    "TypeVar": "name", "ParamSpec": "name", "TypeVarTuple": "name",
}  # fmt: skip
# Operators, and whether a name is loaded or stored: no names below them, and half of all nodes.
MARKS = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)


@dataclass(eq=False, slots=True)
class Scope:
    """One block of names. It is complete only when all of the program has been placed."""

    kind: str  # "module", "class", "function", "comprehension" or "type parameters"
    outer: "Scope | None" = None
    private_to: str = ""  # the class whose private names are mangled here
    bound: set[str] = field(default_factory=set)
    globals: dict[str, int] = field(default_factory=dict)  # what `global` says, with its line

    def inner(self, kind: str, private_to: str = "") -> "Scope":
        return Scope(kind, self, private_to or self.private_to)

    def mangled(self, name: str) -> str:
        """`__name` in a class `Some` is `_Some__name`."""
        owner = self.private_to.lstrip("_")
        is_private = owner and name.startswith("__") and not name.endswith("__")
        return f"_{owner}{name}" if is_private else name

    def binds_globally(self, name: str) -> bool:
        """Whether a binding in this scope is one of the module's scope."""
        return self.kind == "module" or name in self.globals

    def sees_global(self, name: str) -> bool:
        """Whether a look-up in this scope may find the module's name; in a class body it falls back to that."""
        scope = self
        while scope.outer is not None:
            if name in scope.globals:
                return True
            if name in scope.bound and scope.kind != "class":
                return False
            scope = scope.outer
        return True


class Placed(NamedTuple):
    """A node, and the scope in which it is evaluated; a parameter belongs to the scope of its function."""

    node: ast.AST
    scope: Scope


class Binding(NamedTuple):
    """A name that is bound, and by which import (`operator.mul`), where it is one."""

    name: str
    line: int
    imported: str | None = None


def place(statements: Sequence[ast.stmt]) -> list[Placed]:
    """Every node of a module's statements, in the order of the source, with its scope. Linear, without recursion."""
    module = Scope("module")
    waiting = [Placed(statement, module) for statement in reversed(statements)]
    placed = []
    while waiting:
        node, scope = here = waiting.pop()
        placed.append(here)
        if isinstance(node, ast.Global):
            scope.globals.update((scope.mangled(name), node.lineno) for name in node.names)
        elif isinstance(node, ast.AnnAssign) and node.value is None and isinstance(node.target, ast.Name):
            # `x: int` makes the name a function's own, and binds nothing.
            scope.bound.update([scope.mangled(node.target.id)] if node.simple else [])
            waiting.append(Placed(node.annotation, scope))
            continue
        scope.bound.update(binding.name for binding in bindings(here))
        waiting += reversed(below(node, scope))
    return placed


def below(node: ast.AST, scope: Scope) -> list[Placed]:
    """The children of a node, each with its scope."""
    if isinstance(node, Function):
        return function(node, scope)
    if isinstance(node, ast.ClassDef):
        around = type_parameters(node, scope)
        return [
            *each(node.decorator_list, scope),
            *each([*getattr(node, "type_params", ()), *node.bases, *node.keywords], around),
            *each(node.body, around.inner("class", node.name)),
        ]
    if isinstance(node, Comprehension):
        inside, first = scope.inner("comprehension"), node.generators[0]
        results = [child for child in children(node) if not isinstance(child, ast.comprehension)]
        within = [first.target, *first.ifs, *node.generators[1:], *results]
        return [Placed(first.iter, scope), *each(within, inside)]
    if isinstance(node, ast.NamedExpr):
        # Binds around all comprehensions that it stands in.
        target = scope
        while target.kind == "comprehension" and target.outer is not None:
            target = target.outer
        return [Placed(node.target, target), Placed(node.value, scope)]
    if isinstance(node, ast.arg):
        return []  # its annotation is evaluated outside, and has been placed by its function
    if type(node).__name__ == "TypeAlias":
        name, *others = children(node)
        return [Placed(name, scope), *each(others, type_parameters(node, scope))]
    return each(children(node), scope)


def each(nodes: Iterable[ast.AST], scope: Scope) -> list[Placed]:
    return [Placed(node, scope) for node in nodes]


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, but for the marks."""
    found: list[object] = []
    for name in node._fields:
        value = getattr(node, name, None)
        found += value if isinstance(value, list) else [value]
    return [child for child in found if isinstance(child, ast.AST) and not isinstance(child, MARKS)]


def function(node: Function, scope: Scope) -> list[Placed]:
    """Decorators, defaults and annotations are evaluated outside; parameters and the body are inside."""
    given = node.args
    around = type_parameters(node, scope)
    inside = around.inner("function")
    defaults = [value for value in (*given.defaults, *given.kw_defaults) if value is not None]
    maybe = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    parameters = [parameter for parameter in maybe if parameter is not None]
    returns = None if isinstance(node, ast.Lambda) else node.returns
    annotations = [*(parameter.annotation for parameter in parameters), returns]
    return [
        *each([*getattr(node, "decorator_list", ()), *defaults], scope),
        *each(getattr(node, "type_params", ()), around),
        *each([annotation for annotation in annotations if annotation is not None], around),
        *each(parameters, inside),
        *each([node.body] if isinstance(node, ast.Lambda) else node.body, inside),
    ]


def type_parameters(node: ast.AST, scope: Scope) -> Scope:
    """The scope of `[T]` in `def f[T]`, where there is one."""
    return scope.inner("type parameters") if getattr(node, "type_params", ()) else scope


def bindings(placed: Placed) -> list[Binding]:
    """What a node itself binds in its scope."""
    node, scope = placed
    if isinstance(node, ast.Import):
        return [
            Binding(scope.mangled(alias.asname or alias.name.partition(".")[0]), alias.lineno, alias.name)
            for alias in node.names
        ]
    if isinstance(node, ast.ImportFrom):
        origin = "." * node.level + (f"{node.module}." if node.module else "")
        return [
            Binding(scope.mangled(alias.asname or alias.name), alias.lineno, origin + alias.name)
            for alias in node.names
        ]
    field = BINDS.get(type(node).__name__)
    name = None if field is None else getattr(node, field)
    if name is None or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)):
        return []
    return [Binding(scope.mangled(name), vars(node)["lineno"])]


def module_bindings(placed: Sequence[Placed]) -> dict[str, list[Binding]]:
    """What is bound in the module's scope, from whatever depth; below a `global`, at the line of that."""
    found: dict[str, list[Binding]] = {}
    for here in placed:
        for binding in bindings(here):
            if here.scope.binds_globally(binding.name):
                line = here.scope.globals.get(binding.name, binding.line)
                found.setdefault(binding.name, []).append(binding._replace(line=line))
    return found


def global_names(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """Every name that the statements bind or look up in the module's scope, from whatever depth."""
    placed = place(statements)
    looked_up = {
        name
        for node, scope in placed
        if isinstance(node, ast.Name) and scope.sees_global(name := scope.mangled(node.id))
    }
    return frozenset({*looked_up, *module_bindings(placed)})
