"""An arithmetic expression as a graph of values and gradients.

The expression is parsed with `ast`, never evaluated as Python: names, numbers, + - * / **, log, exp and relu
are all there is.
"""

import ast
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from model.errors import ModelError
from model.training.autograd import Value

MAX_LENGTH = 300  # characters; a graph of more could not be read, and nesting stays within any stack

_BINARY: Mapping[type[ast.operator], tuple[str, Callable[[Value, Value], Value]]] = {
    ast.Add: ("+", Value.__add__),
    ast.Sub: ("−", Value.__sub__),
    ast.Mult: ("×", Value.__mul__),
    ast.Div: ("÷", Value.__truediv__),
}
_FUNCTIONS: Mapping[str, Callable[[Value], Value]] = {"log": Value.log, "exp": Value.exp, "relu": Value.relu}
_ALLOWED = "names, numbers, + - * / **, log(), exp() and relu()"


class ExpressionError(ModelError):
    """An expression, or a value for one of its names, that cannot be drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A name, a number or an operation; `local_grads` are the derivatives of its value by its children's.

    The value is what `function` made of the children's values, and of the `power` where there is one.
    """

    label: str
    value: Value
    children: tuple["Node", ...] = ()
    local_grads: tuple[float, ...] = ()
    function: Callable[..., Value | None] = Value.__init__
    power: float | None = None


def build(expression: str, given: Mapping[str, float]) -> Node:
    """The graph of an expression after `backward`; its names get the `given` values, else 2, 3, 4, ...

    Raises ExpressionError.
    """
    tree = _parse(expression)
    names = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - set(_FUNCTIONS))
    for name in given:
        if name not in names:
            raise ExpressionError(f"{name}={given[name]:g}: the expression has no name {name!r}")
    values = {name: float(2 + place) for place, name in enumerate(names)} | dict(given)
    leaves = {name: Node(name, Value(value)) for name, value in values.items()}
    try:
        root = _node(tree, expression, leaves)
    except ArithmeticError as error:
        raise ExpressionError(f"{_short(expression)} cannot be computed with these values: {error}") from None
    root.value.backward()
    for node in nodes(root):
        if not math.isfinite(node.value.data) or not math.isfinite(node.value.grad):
            raise ExpressionError(
                f"{_short(expression)} leaves the range of floating-point numbers at {node.label}"
            )
    return root


def nodes(root: Node) -> Iterator[Node]:
    """Every node once, the root first, the first child's branch before the second's."""
    seen: set[Node] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            yield node
            todo += reversed(node.children)


def parse_assignments(texts: Sequence[str]) -> dict[str, float]:
    """`a=2` as {"a": 2.0}, each name once. Raises ExpressionError."""
    values: dict[str, float] = {}
    for text in texts:
        name, value = _assignment(text)
        if name in values:
            raise ExpressionError(f"{text!r}: {name} already has a value; give each name one")
        values[name] = value
    return values


def _assignment(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        value = float(number)
    except ValueError:
        value = math.nan
    if not name.isidentifier() or not math.isfinite(value):
        raise ExpressionError(f"{text!r}: give values as name=number, such as a=2")
    return name, value


def _parse(expression: str) -> ast.expr:
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(expression)} characters; give at most {MAX_LENGTH}")
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError as error:
        place = f" (column {error.offset})" if error.offset else ""
        raise ExpressionError(
            f"{_short(expression)} is not an expression{place}; it may have {_ALLOWED}"
        ) from None
    except (ValueError, RecursionError, MemoryError):  # a NUL character, or nesting
        raise ExpressionError(f"{_short(expression)} is not an expression; it may have {_ALLOWED}") from None


def _node(tree: ast.expr, source: str, leaves: Mapping[str, Node]) -> Node:
    match tree:
        case ast.Name(id=name) if name in leaves:
            return leaves[name]
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Node(f"{number:g}", Value(float(number)))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            power = _number(right, source)
            return _apply(f"^ {power:g}", Value.__pow__, _node(left, source, leaves), power=power)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            symbol, function = _BINARY[type(operator)]
            return _apply(symbol, function, _node(left, source, leaves), _node(right, source, leaves))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            number = _number(tree, source)
            return Node(f"{number:g}", Value(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _apply("neg", Value.__neg__, _node(operand, source, leaves))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, source, leaves)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
            return _apply(name, _FUNCTIONS[name], _node(argument, source, leaves))
    raise ExpressionError(f"{_text(tree, source)} cannot be drawn; an expression may have {_ALLOWED}")


def _apply(label: str, function: Callable[..., Value], *children: Node, power: float | None = None) -> Node:
    """An operation; its local gradients are found on values of their own, by `backward` as all others."""
    alone = [Value(child.value.data) for child in children]
    more = () if power is None else (power,)
    try:
        function(*alone, *more).backward()
        result = function(*(child.value for child in children), *more)
    except (ArithmeticError, ValueError) as error:
        raise ArithmeticError(_why_not(label, [child.value.data for child in children], error)) from None
    return Node(label, result, children, tuple(value.grad for value in alone), function, power)


def _why_not(label: str, numbers: Sequence[float], error: Exception) -> str:
    """What an operation on these numbers failed at, in words: `math` has the same few for all."""
    if isinstance(error, OverflowError):
        return f"at {label} a number is too large"
    if label == "÷":
        return "it divides by zero"
    if label == "log":
        return f"a logarithm needs a number above zero, and this one is {numbers[0]:g}"
    return f"{numbers[0]:g} has no power {label.removeprefix('^ ')}, or none with a gradient"


def _number(tree: ast.expr, source: str) -> float:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, source)
    raise ExpressionError(f"the power {_text(tree, source)} must be a number, such as 2 or -0.5")


def _text(tree: ast.expr, source: str) -> str:
    return _short(ast.get_source_segment(source.strip(), tree) or source)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
