"""Which scope each node of a program belongs to, and which names each scope binds.

Decided by the grammar alone, so that every Python says the same: `symtable` has no scope for a comprehension from
Python 3.12 on, and one for type parameters only there. Rules: docs.python.org/3/reference/executionmodel.html.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# By their names, since Python 3.11 has none of them.
TYPE_PARAMETERS = ("TypeVar", "ParamSpec", "TypeVarTuple")


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
        scope.bound.update(binding.name for binding in bindings(here))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is None:
            # `x: int` makes the name a function's own, and binds nothing.
            scope.bound.update([scope.mangled(node.target.id)] if node.simple else [])
            waiting.append(Placed(node.annotation, scope))
        else:
            waiting += reversed(list(below(node, scope)))
    return placed


def below(node: ast.AST, scope: Scope) -> Iterator[Placed]:
    """The children of a node, each with its scope."""
    if isinstance(node, Function):
        yield from function(node, scope)
    elif isinstance(node, ast.ClassDef):
        yield from each(node.decorator_list, scope)
        around = type_parameters(node, scope)
        yield from each([*getattr(node, "type_params", ()), *node.bases, *node.keywords], around)
        yield from each(node.body, around.inner("class", node.name))
    elif isinstance(node, Comprehension):
        inside = scope.inner("comprehension")
        first = node.generators[0]
        yield Placed(first.iter, scope)
        yield from each([first.target, *first.ifs, *node.generators[1:]], inside)
        results = (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.comprehension))
        yield from each(results, inside)
    elif isinstance(node, ast.NamedExpr):
        # Binds around all comprehensions that it stands in.
        target = scope
        while target.kind == "comprehension" and target.outer is not None:
            target = target.outer
        yield Placed(node.target, target)
        yield Placed(node.value, scope)
    elif isinstance(node, ast.arg):
        return  # its annotation is evaluated outside, and has been placed by its function
    elif type(node).__name__ == "TypeAlias":
        name, *others = ast.iter_child_nodes(node)
        yield Placed(name, scope)
        yield from each(others, type_parameters(node, scope))
    else:
        yield from each(ast.iter_child_nodes(node), scope)


def each(nodes: Iterable[ast.AST], scope: Scope) -> Iterator[Placed]:
    return (Placed(node, scope) for node in nodes)


def function(node: Function, scope: Scope) -> Iterator[Placed]:
    """Decorators, defaults and annotations are evaluated outside; parameters and the body are inside."""
    given = node.args
    yield from each(getattr(node, "decorator_list", ()), scope)
    yield from each([*given.defaults, *(value for value in given.kw_defaults if value is not None)], scope)
    around = type_parameters(node, scope)
    inside = around.inner("function")
    yield from each(getattr(node, "type_params", ()), around)
    rest = [parameter for parameter in (given.vararg, given.kwarg) if parameter is not None]
    for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs, *rest):
        yield Placed(parameter, inside)
        yield from each(ast.iter_child_nodes(parameter), around)
    if not isinstance(node, ast.Lambda) and node.returns is not None:
        yield Placed(node.returns, around)
    yield from each([node.body] if isinstance(node, ast.Lambda) else node.body, inside)


def type_parameters(node: ast.AST, scope: Scope) -> Scope:
    """The scope of `[T]` in `def f[T]`, where there is one."""
    return scope.inner("type parameters") if getattr(node, "type_params", ()) else scope


def bindings(placed: Placed) -> Iterator[Binding]:
    """What a node itself binds in its scope."""
    node, scope = placed
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield Binding(scope.mangled(node.id), node.lineno)
        case ast.arg():
            yield Binding(scope.mangled(node.arg), node.lineno)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield Binding(scope.mangled(node.name), node.lineno)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield Binding(scope.mangled(name), node.lineno)
        case ast.MatchMapping(rest=str(name)):
            yield Binding(scope.mangled(name), node.lineno)
        case ast.Import():
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                yield Binding(scope.mangled(name), alias.lineno, alias.name)
        case ast.ImportFrom():
            origin = "." * node.level + (f"{node.module}." if node.module else "")
            for alias in node.names:
                yield Binding(scope.mangled(alias.asname or alias.name), alias.lineno, origin + alias.name)
        case ast.AST() if type(node).__name__ in TYPE_PARAMETERS:
            yield Binding(scope.mangled(vars(node)["name"]), vars(node)["lineno"])


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
