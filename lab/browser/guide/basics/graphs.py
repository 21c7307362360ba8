"""The graph of an expression, node by node: values forward, then gradients backward; by `Value` itself."""

import msgspec

from lab.browser.guide.origins import Origin, origin, shown
from model.errors import ModelError
from model.pictures.expression import Node, build, nodes
from model.pictures.graph import middle, path, placed
from model.pictures.graph_layout import by_grandalf
from model.training.autograd import Value


class Card(msgspec.Struct, frozen=True):
    """A node of the picture; x and y are its middle, in pixels."""

    label: str
    is_name: bool
    value: float
    grad: float
    x: float
    y: float
    origin: Origin  # of its value, and of the local gradients by what it was made from


class Line(msgspec.Struct, frozen=True):
    """An edge, from a node to the one that uses it, with a local gradient for each time that it does."""

    below: int
    above: int
    path: str
    local_grads: tuple[float, ...]
    x: float
    y: float


class Step(msgspec.Struct, frozen=True):
    """One click backward: the node that hands its gradient on, and all gradients as they are then."""

    node: int
    grads: tuple[float, ...]


class Graph(msgspec.Struct, frozen=True):
    """The picture, and the two ways through it."""

    expression: str
    problem: str  # why there is none; empty where there is
    names: dict[str, float]
    box: tuple[float, float, float, float]
    card: tuple[float, float]  # width and height
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]
    forward: tuple[int, ...]
    backward: tuple[Step, ...]
    origins: dict[str, Origin]  # of the gradients


WIDTH, HEIGHT = 116.0, 50.0  # pixels of a card

NOTHING = Graph("", "", {}, (0, 0, 0, 0), (WIDTH, HEIGHT), (), (), (), (), {})


def graph(expression: str, given: dict[str, float]) -> Graph:
    """An expression of names, numbers, + - * / **, log, exp and relu; names without a value get 2, 3, 4, ..."""
    try:
        # Of an expression before this one, names may be left that it has not.
        root = build(
            expression, {name: value for name, value in given.items() if name in names_of(expression)}
        )
    except ModelError as error:
        return msgspec.structs.replace(NOTHING, expression=expression, problem=str(error))
    picture = placed(root, by_grandalf, WIDTH, HEIGHT)
    at = {node: number for number, node in enumerate(picture.nodes)}
    cards = tuple(
        Card(
            node.label,
            not node.children and node.label.isidentifier(),
            node.value.data,
            node.value.grad,
            x,
            y,
            made(node),
        )
        for node, (x, y) in zip(picture.nodes, picture.layout.nodes, strict=True)
    )
    lines = tuple(
        Line(*edge, path(picture.layout.edges[edge]), tuple(grads), *middle(picture.layout.edges[edge]))
        for edge, grads in picture.local_grads.items()
    )
    forward = in_order(root)
    return Graph(
        expression,
        "",
        {card.label: card.value for card in cards if card.is_name},
        picture.box,
        (WIDTH, HEIGHT),
        cards,
        lines,
        tuple(at[node] for node in forward),
        tuple(backward(forward, at)),
        {"grad": origin(Value.backward, of=expression)},
    )


def made(node: Node) -> Origin:
    """Which method of `Value` made a node, and from what."""
    if not node.children:
        return origin(node.function, data=node.value.data)
    inputs: dict[str, object] = {
        name: told(child) for name, child in zip(("self", "other"), node.children, strict=False)
    }
    return origin(node.function, **inputs, **({} if node.power is None else {"power": node.power}))


def told(node: Node) -> object:
    """A node as an input: its value, and of what it is the value where it is no number itself."""
    data = node.value.data
    return f"{node.label} = {shown(data)}" if node.children or node.label.isidentifier() else data


def names_of(expression: str) -> set[str]:
    """The names of an expression; none where it is no expression."""
    try:
        return {node.label for node in nodes(build(expression, {})) if node.label.isidentifier()}
    except ModelError:
        return set()


def in_order(root: Node) -> list[Node]:
    """Each node after all those it was made from: the order in which a reader computes."""
    done: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in done:
            for child in node.children:
                visit(child)
            done[node] = None

    visit(root)
    return list(done)


def backward(forward: list[Node], at: dict[Node, int]) -> list[Step]:
    """The gradients after each click: 1 at the result, then from each node to those it was made from."""
    grads = [0.0] * len(at)
    grads[at[forward[-1]]] = 1.0
    steps = [Step(at[forward[-1]], tuple(grads))]
    for node in reversed(forward):
        for child, local_grad in zip(node.children, node.local_grads, strict=True):
            grads[at[child]] += local_grad * grads[at[node]]
        if node.children:
            steps.append(Step(at[node], tuple(grads)))
    return steps
