"""The graph of an expression as SVG: each value with its gradient, each edge with its local gradient."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from model.pictures.expression import Node, nodes
from model.pictures.graph_layout import Edge, Point, lay_out
from model.pictures.pages import render

WIDTH, HEIGHT = 188.0, 52.0  # pixels of a card
MARGIN = 24.0


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


def svg(root: Node, expression: str) -> str:
    """The drawing, a whole SVG document; `expression` is its title."""
    drawn = list(nodes(root))
    place = {node: number for number, node in enumerate(drawn)}
    # An edge has more than one where a node is used twice by another, as in a * a.
    local_grads: dict[Edge, list[float]] = {}
    for node in drawn:
        for child, local_grad in zip(node.children, node.local_grads, strict=True):
            local_grads.setdefault((place[child], place[node]), []).append(local_grad)
    layout = lay_out(len(drawn), list(local_grads), WIDTH, HEIGHT)
    cards = [
        _Card(
            node.label,
            "end" if node is root else "" if node.children else "name",
            _number(node.value.data),
            _number(node.value.grad),
            x - WIDTH / 2,
            y - HEIGHT / 2,
        )
        for node, (x, y) in zip(drawn, layout.nodes, strict=True)
    ]
    lines = [
        _Line(
            _path(layout.edges[edge]),
            ", ".join(f"×{_number(local_grad)}" for local_grad in values),
            drawn[edge[0]].label,
            drawn[edge[1]].label,
            *_middle(layout.edges[edge]),
        )
        for edge, values in local_grads.items()
    ]
    points = list(chain(*layout.edges.values(), *([(c.x, c.y), (c.x + WIDTH, c.y + HEIGHT)] for c in cards)))
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN
    right, bottom = max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN
    return render(
        "graph.svg.jinja",
        expression=expression,
        box=[round(number, 1) for number in (left, top, right - left, bottom - top)],
        cards=cards,
        lines=lines,
        width=WIDTH,
        height=HEIGHT,
    )


def _number(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def _path(points: Sequence[Point]) -> str:
    (x, y), *curves = points
    return f"M{x:.1f} {y:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in curves)


def _middle(points: Sequence[Point]) -> Point:
    """The middle of the last curve, just above the line: there it is clear which edge is meant."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[-4:]
    return round((x0 + 3 * x1 + 3 * x2 + x3) / 8, 1), round((y0 + 3 * y1 + 3 * y2 + y3) / 8 + 4, 1)
