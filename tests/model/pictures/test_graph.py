"""An expression becomes a graph of values and gradients, and the graph an SVG; nothing else becomes anything."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest

from model.pictures.expression import ExpressionError, build, nodes, parse_assignments
from model.pictures.graph import HEIGHT, WIDTH, svg
from model.pictures.graph_layout import Layout, lay_out

SVG = "{http://www.w3.org/2000/svg}"
LARGER = "(a*b + a)**2 + exp(-a)*relu(b) - log(c)/a"


def draw(*arguments: str, path: str | None = None, seed: str = "random") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONHASHSEED": seed} | ({"PATH": path} if path is not None else {})
    command = [sys.executable, "-m", "model", "graph", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def texts(drawing: str) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(drawing).iter(f"{SVG}text")]


def test_the_example_of_the_course_has_its_values_and_gradients() -> None:
    result = build("a*b + a", {"a": 2, "b": 3})
    found = {node.label: (node.value.data, node.value.grad) for node in nodes(result)}
    assert found == {"+": (8, 1), "×": (6, 1), "a": (2, 4), "b": (3, 2)}


def test_each_operation_knows_its_local_gradients() -> None:
    found = {node.label: node.local_grads for node in nodes(build("(a-b)/b + a**3", {"a": 2, "b": 4}))}
    assert found["÷"] == pytest.approx((1 / 4, 2 / 16))
    assert found["−"] == (1, -1)
    assert found["^ 3"] == (12,)


def test_names_without_a_value_get_small_numbers_in_the_order_of_the_alphabet() -> None:
    leaves = {node.label: node.value.data for node in nodes(build("c*b + a", {"b": 7}))}
    assert (leaves["a"], leaves["b"], leaves["c"]) == (2, 7, 4)


def test_the_drawing_shows_every_value_gradient_and_local_gradient() -> None:
    done = draw("a*b + a", "a=2", "b=3")
    assert (done.returncode, done.stderr) == (0, "")
    shown = texts(done.stdout)
    for number in ("2", "3", "4", "6", "8", "×3", "×2", "×1"):
        assert any(text.endswith(number) for text in shown), number
    assert ET.fromstring(done.stdout).findtext(f"{SVG}title") == "a*b + a"


def test_a_node_that_is_used_twice_by_another_has_both_local_gradients_on_its_edge() -> None:
    assert any(text.endswith("×5, ×5") for text in texts(svg(build("a*a", {"a": 5}), "a*a")))


def test_the_drawing_is_the_same_in_every_process() -> None:
    assert draw(LARGER, path="", seed="1").stdout == draw(LARGER, path="", seed="2").stdout


def test_the_drawing_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "graph.svg"
    assert draw("log(x)", "x=0.5", "--out", str(target)).returncode == 0
    assert ET.fromstring(target.read_text()).tag == f"{SVG}svg"


def test_markup_in_a_title_stays_text() -> None:
    drawing = svg(build("a", {}), "</title><script>alert(1)</script>")
    assert ET.fromstring(drawing).findtext(f"{SVG}title") == "</title><script>alert(1)</script>"
    assert "<script>" not in drawing


def overlaps(layout: Layout) -> list[tuple[int, int]]:
    return [
        (i, j)
        for (i, (x1, y1)), (j, (x2, y2)) in combinations(enumerate(layout.nodes), 2)
        if abs(x1 - x2) < WIDTH and abs(y1 - y2) < HEIGHT
    ]


@pytest.mark.parametrize("expression", ["a", "a*a", "a*b + a", LARGER, "((a+b)*(b+c))*(a*c) + exp(-(a+b))"])
def test_no_two_nodes_overlap_and_every_edge_runs_from_left_to_right(
    expression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")  # without Graphviz, whether it is here or not
    drawn = list(nodes(build(expression, {})))
    edges = [(drawn.index(child), drawn.index(node)) for node in drawn for child in node.children]
    layout = lay_out(len(drawn), edges, WIDTH, HEIGHT)
    assert overlaps(layout) == []
    for (start, end), points in layout.edges.items():
        (x1, y1), (x2, y2) = layout.nodes[start], layout.nodes[end]
        assert points[0] == pytest.approx((x1 + WIDTH / 2, y1))
        assert points[-1] == pytest.approx((x2 - WIDTH / 2, y2))
        assert points[0][0] < points[-1][0]


def fake_graphviz(folder: Path, script: str) -> str:
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_graphviz_places_the_nodes_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = (
        r"graph 1 8 2\nnode 0 6 1 2 1\nnode 1 1 0.5 2 1\nedge 1 0 4 2 0.5 3 0.5 4 1 5 1 solid black\nstop\n"
    )
    monkeypatch.setenv("PATH", fake_graphviz(tmp_path, f"cat > {tmp_path}/asked; printf '{plain}'"))
    layout = lay_out(2, [(1, 0)], WIDTH, HEIGHT)
    assert layout.nodes == ((6 * 72, -72), (72, -36))
    assert layout.edges == {(1, 0): ((144, -36), (216, -36), (288, -72), (360, -72))}
    assert "1 -> 0;" in (tmp_path / "asked").read_text()


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_graphviz_that_does_not_work_is_done_without(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", fake_graphviz(tmp_path, script))
    assert len(lay_out(2, [(1, 0)], WIDTH, HEIGHT).nodes) == 2


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "is not an expression"),
        ("a +", "is not an expression"),
        ("x = 2", "is not an expression"),
        ("a\0", "is not an expression"),
        ("(" * 250 + "a", "is not an expression"),
        ("a" * 301, "give at most 300"),
        ("__import__('os').system('id')", "cannot be drawn"),
        ("a.real", "cannot be drawn"),
        ("a[0]", "cannot be drawn"),
        ("a < b", "cannot be drawn"),
        ("a if b else c", "cannot be drawn"),
        ("lambda: a", "cannot be drawn"),
        ("(a for a in b)", "cannot be drawn"),
        ("open(a)", "cannot be drawn"),
        ("log(a, b)", "cannot be drawn"),
        ("log(x=a)", "cannot be drawn"),
        ("log", "cannot be drawn"),
        ("True + a", "cannot be drawn"),
        ("'a' * 2", "cannot be drawn"),
        ("2j * a", "cannot be drawn"),
        ("a % b", "cannot be drawn"),
        ("a ** b", "the power 'b' must be a number"),
        ("1 / (a - a)", "cannot be computed with these values: it divides by zero"),
        ("log(0 - a)", "a logarithm needs a number above zero, and this one is -2"),
        ("(-8) ** 0.5", "-8 has no power 0.5"),
        ("exp(a ** 10)", "at exp a number is too large"),
        ("1e308 * a", "leaves the range"),
        ("1e999", "leaves the range"),
    ],
)
def test_whatever_is_no_arithmetic_is_refused_in_one_sentence(expression: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason) as caught:
        build(expression, {})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["a", "=2", "a=", "a=x", "1=2", "a=nan", "a=inf", "a==2", "a b=2"])
def test_a_value_must_be_a_name_and_a_number(text: str) -> None:
    with pytest.raises(ExpressionError, match="give values as name=number"):
        parse_assignments([text])


def test_a_name_has_one_value() -> None:
    with pytest.raises(ExpressionError, match="a already has a value"):
        parse_assignments(["a=1", "b=2", "a=1"])


def test_an_expression_may_begin_with_a_minus() -> None:
    done = draw("-a", "a=3")
    assert (done.returncode, done.stderr) == (0, "")
    assert "−3" in texts(done.stdout)


def test_a_value_for_no_name_of_the_expression_is_refused() -> None:
    with pytest.raises(ExpressionError, match="has no name 'c'"):
        build("a + b", {"c": 1})


def test_a_wrong_expression_ends_the_command_with_status_2_and_no_traceback() -> None:
    done = draw("a +")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: 'a +' is not an expression")
    assert "Traceback" not in done.stderr
