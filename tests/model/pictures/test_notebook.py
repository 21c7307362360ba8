"""The notebook: it runs without anything of the project, and comes to what the project comes to."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from model.pictures.linking import Namespace
from model.training.course import Run
from model.training.steps import STEPS
from model.training.steps.run import run

UPDATES = 3


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes, with few updates and else as it is shipped."""
    out = tmp_path_factory.mktemp("notebook") / "microgpt.ipynb"
    command = [sys.executable, "-m", "model", "notebook", "--steps", str(UPDATES), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"written to {out}\n"
    return out


def cells(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return found


def code(file: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(file) if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def shown(written: Path) -> str:
    """What its cells print, run from the top where there is no project and no package but Python's own."""
    # As Jupyter does, one after the other in one namespace, and what the last line comes to is shown.
    source = "\n".join([*code(written), "print(Curves()._repr_svg_())"])
    alone = [sys.executable, "-I", "-S", "-"]
    done = subprocess.run(
        alone, input=source, capture_output=True, text=True, cwd=written.parent, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def runs(names: tuple[str, ...]) -> tuple[Run, ...]:
    return tuple(run(step, names, UPDATES, fast=True, each_step=lambda *_: None) for step in STEPS)


@pytest.mark.thorough
def test_every_step_prints_the_losses_and_names_of_the_real_run(shown: str, runs: tuple[Run, ...]) -> None:
    losses = re.findall(r"loss (\d\.\d{4})", shown)
    samples = re.findall(r"sample +\d+: ([a-z]*)\n", shown)
    assert losses == [f"{loss:.4f}" for done in runs for loss in done.losses]
    assert samples == [name for done in runs for name in done.samples]


@pytest.mark.slow
def test_it_ends_with_the_curves_and_with_the_figures_side_by_side(shown: str, runs: tuple[Run, ...]) -> None:
    drawing = ElementTree.fromstring(shown[shown.index("<svg") : shown.index("</svg>") + len("</svg>")])
    texts = {(it.text or "").strip(): it.get("fill") for it in drawing.iter() if it.tag.endswith("text")}
    lines = [it.get("stroke") for it in drawing.iter() if it.tag.endswith("polyline")]
    for step in STEPS:
        # The name of a step has the colour of its curve and of the sample beside it.
        assert lines.count(texts[f"{step.number} {step.title}"]) == 2
    assert {"updates", "loss, in nats", "- - ln 27, a uniform guess", "1", "3", "3.28"} <= texts.keys()
    figures = re.findall(r"last (\d\.\d{4})  mean of the last 50 (\d\.\d{4})", shown)
    assert figures == [(f"{done.losses[-1]:.4f}", f"{done.smooth[-1]:.4f}") for done in runs]


def test_its_code_is_that_of_the_step_files_word_for_word(written: Path) -> None:
    own = "\n".join(code(written))
    for step in STEPS:
        file = Path(sys.modules[step.build.__module__].__file__ or "").read_text(encoding="utf-8")
        blocks = re.split(r"\n\n\n(?=class |def |@)", file.partition("\nSTEP = ")[0])[1:]
        assert blocks
        for block in blocks:
            said = re.sub(r"  # (noqa|fmt)\b.*", "", block).strip()
            assert said in own, (step.title, block)
    assert "import model" not in own
    assert "from model" not in own


def test_it_is_a_notebook_as_the_format_wants_it(written: Path) -> None:
    found = json.loads(written.read_text(encoding="utf-8"))
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in found["cells"]}) == len(found["cells"])
    for cell in found["cells"]:
        keys = {"id", "cell_type", "metadata", "source"}
        more = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert cell.keys() == keys | more
    assert [cell["source"][0][:8] for cell in found["cells"] if cell["source"][0].startswith("## Step")] == [
        "## Step "
    ] * 6


def test_its_texts_name_no_file_that_its_reader_has_not(written: Path) -> None:
    texts = ["".join(cell["source"]) for cell in cells(written) if cell["cell_type"] == "markdown"]
    assert not [text for text in texts if ".py" in text]


def test_no_cell_ends_with_a_text_that_would_be_shown_as_its_result(written: Path) -> None:
    for cell in code(written):
        last = ast.parse(cell).body[-1]
        assert not (isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant)), cell


def test_the_shipped_one_makes_the_published_number_of_updates(tmp_path: Path) -> None:
    few, out = tmp_path / "few.txt", tmp_path / "few.ipynb"
    few.write_text("emma\nava\n")
    command = [sys.executable, "-m", "model", "notebook", "--names", str(few), "--out", str(out)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert "STEPS = 1000\n" in code(out)[0]


def test_a_name_that_another_file_took_since_is_defined_again() -> None:
    namespace = Namespace(given=[])
    steps = "model.training.steps"
    assert {piece.file.module for piece in namespace.bring(f"{steps}.step1_mlp", "softmax")} == {
        f"{steps}.step1_mlp"
    }
    assert namespace.bring(f"{steps}.step1_mlp", "softmax") == []
    assert namespace.bring(f"{steps}.step2_autograd", "softmax")
    assert namespace.bring(f"{steps}.step1_mlp", "softmax")
