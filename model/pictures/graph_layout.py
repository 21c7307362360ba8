"""Where a graph's nodes and edges go, in layers from left to right: by Graphviz if it is there, else grandalf."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Edge = tuple[int, int]
"""From a node to the one that uses it."""

GAP_X, GAP_Y = 88.0, 20.0  # pixels between layers, and between the nodes of one
INCH = 72.0  # pixels: Graphviz thinks in inches
TIMEOUT = 10.0  # seconds for Graphviz


@dataclass(frozen=True, slots=True)
class Layout:
    """In pixels, y downwards: the middle of each node, and each edge as a chain of cubic Bézier curves.

    The chain is its start, then two control points and an end for each curve: 1 + 3 n points.
    """

    nodes: tuple[Point, ...]
    edges: Mapping[Edge, tuple[Point, ...]]


def lay_out(count: int, edges: Sequence[Edge], width: float, height: float) -> Layout:
    """Place `count` connected nodes of one size."""
    distinct = list(dict.fromkeys(edges))
    dot = shutil.which("dot")
    answer = _ask_graphviz(dot, count, distinct, width, height) if dot else None
    return _read_plain(answer) if answer else by_grandalf(count, distinct, width, height)


def _ask_graphviz(dot: str, count: int, edges: Sequence[Edge], width: float, height: float) -> str | None:
    """Its answer in the "plain" format; None if the program cannot be run, as when its plugins are missing."""
    lines = [
        f"digraph {{ rankdir=LR; ranksep={GAP_X / INCH}; nodesep={GAP_Y / INCH};",
        "edge [arrowhead=none, tailport=e, headport=w];",
        f'node [shape=box, fixedsize=true, label="", width={width / INCH}, height={height / INCH}];',
        *(f"{node};" for node in range(count)),
        *(f"{start} -> {end};" for start, end in edges),
        "}",
    ]
    try:
        return subprocess.run(
            [dot, "-Tplain"],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None


def _read_plain(answer: str) -> Layout:
    """https://graphviz.org/docs/outputs/plain: a line for each node and edge, in inches, y upwards."""
    nodes: dict[int, Point] = {}
    edges: dict[Edge, tuple[Point, ...]] = {}
    for kind, *fields in (line.split() for line in answer.splitlines()):
        if kind == "node":
            nodes[int(fields[0])] = (float(fields[1]) * INCH, -float(fields[2]) * INCH)
        elif kind == "edge":
            numbers = [float(field) * INCH for field in fields[3 : 3 + 2 * int(fields[2])]]
            edges[int(fields[0]), int(fields[1])] = tuple(
                zip(numbers[::2], [-y for y in numbers[1::2]], strict=True)
            )
    return Layout(tuple(nodes[node] for node in range(len(nodes))), edges)


class _Box:
    """What grandalf needs to know of a vertex; its layers run downwards, so width and height change places."""

    def __init__(self, width: float, height: float) -> None:
        self.w, self.h, self.xy = height, width, (0.0, 0.0)


class _Route:
    """Takes the points that grandalf leads an edge through, ends included."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: list[Point]) -> None:
        self.points = points


def by_grandalf(count: int, edges: Sequence[Edge], width: float, height: float) -> Layout:
    """The same without another program: the same graph, the same places."""
    from grandalf.graphs import Edge as Line
    from grandalf.graphs import Graph, Vertex
    from grandalf.layouts import SugiyamaLayout

    vertices = [Vertex(node) for node in range(count)]
    # From the result backwards, so that a name stands next to its first use and not all the way to the left.
    lines = [Line(vertices[end], vertices[start]) for start, end in edges]
    for vertex in vertices:
        vertex.view = _Box(width, height)
    for line in lines:
        line.view = _Route()
    layout = SugiyamaLayout(Graph(vertices, lines).C[0])
    layout.xspace, layout.yspace = GAP_Y, GAP_X
    layout.init_all()
    layout.draw()
    nodes = tuple((-vertex.view.xy[1], vertex.view.xy[0]) for vertex in vertices)
    routes = {
        edge: _smooth([(-y, x) for x, y in reversed(line.view.points)], width)
        for edge, line in zip(edges, lines, strict=True)
    }
    return Layout(nodes, routes)


def _smooth(points: Sequence[Point], width: float) -> tuple[Point, ...]:
    """From the right side of the first box to the left side of the last, level at each point between."""
    (first_x, first_y), *between, (last_x, last_y) = points
    stops = [(first_x + width / 2, first_y), *between, (last_x - width / 2, last_y)]
    chain = [stops[0]]
    for (x1, y1), (x2, y2) in pairwise(stops):
        middle = (x1 + x2) / 2
        chain += [(middle, y1), (middle, y2), (x2, y2)]
    return tuple(chain)
