"""The graph of an expression as a picture: each value with its gradient, each edge with its local gradient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from model.pictures.expression import Node, nodes
from model.pictures.graph_layout import Edge, Layout, Point, lay_out
from model.pictures.pages import render

WIDTH, HEIGHT = 188.0, 52.0  # pixels of a card
MARGIN = 24.0


Box = tuple[float, float, float, float]
"""Left, top, width and height, in pixels."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A graph with a place for each node and edge: the root first, each node by its number."""

    nodes: tuple[Node, ...]
    local_grads: Mapping[Edge, Sequence[float]]
    layout: Layout
    box: Box


@dataclass(frozen=True, slots=True)
class _Card:
    """A node as the template draws it; x and y are its upper left corner."""

    label: str
    kind: str
    value: str
    grad: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Line:
    """An edge as the template draws it; x and y are where its local gradients are written."""

    path: str
    local_grads: str
    below: str
    above: str
    x: float
    y: float


def placed(
    root: Node, arrange: Callable[..., Layout] = lay_out, width: float = WIDTH, height: float = HEIGHT
) -> Placed:
    """Where everything of the picture goes, with cards of this size; `arrange` is a function like `lay_out`."""
    drawn = tuple(nodes(root))
    place = {node: number for number, node in enumerate(drawn)}
    # An edge has more than one where a node is used twice by another, as in a * a.
    local_grads: dict[Edge, list[float]] = {}
    for node in drawn:
        for child, local_grad in zip(node.children, node.local_grads, strict=True):
            local_grads.setdefault((place[child], place[node]), []).append(local_grad)
    layout = arrange(len(drawn), list(local_grads), width, height)
    corners = [(x + side * width / 2, y + side * height / 2) for x, y in layout.nodes for side in (-1, 1)]
    points = list(chain(*layout.edges.values(), corners))
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    right, bottom = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    return Placed(drawn, local_grads, layout, (left, top, right - left, bottom - top))


def svg(root: Node, expression: str) -> str:
    """The drawing, a whole SVG document; `expression` is its title."""
    picture = placed(root)
    cards = [
        _Card(
            node.label,
            "end" if node is root else "" if node.children else "name",
            _number(node.value.data),
            _number(node.value.grad),
            x - WIDTH / 2,
            y - HEIGHT / 2,
        )
        for node, (x, y) in zip(picture.nodes, picture.layout.nodes, strict=True)
    ]
    lines = [
        _Line(
            path(picture.layout.edges[edge]),
            ", ".join(f"×{_number(local_grad)}" for local_grad in values),
            picture.nodes[edge[0]].label,
            picture.nodes[edge[1]].label,
            *middle(picture.layout.edges[edge]),
        )
        for edge, values in picture.local_grads.items()
    ]
    return render(
        "graph.svg.jinja",
        expression=expression,
        box=[round(number, 1) for number in picture.box],
        cards=cards,
        lines=lines,
        width=WIDTH,
        height=HEIGHT,
    )


def _number(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def path(points: Sequence[Point]) -> str:
    """An edge as the `d` of an SVG path."""
    (x, y), *curves = points
    return f"M{x:.1f} {y:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in curves)


def middle(points: Sequence[Point]) -> Point:
    """Where an edge's text goes: the middle of its last curve, just above the line; there it is clear whose it is."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[-4:]
    return round((x0 + 3 * x1 + 3 * x2 + x3) / 8, 1), round((y0 + 3 * y1 + 3 * y2 + y3) / 8 + 4, 1)
