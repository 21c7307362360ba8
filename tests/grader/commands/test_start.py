"""Nothing in the folder where the grader is started becomes a part of the grader."""

import importlib.metadata
import json
import sys
from pathlib import Path

import pytest

from tests.grader.making import run_grader, with_more

pytestmark = pytest.mark.slow

OURS = {"bot", "grader", "lab", "model", "policies", "sitecustomize", "usercustomize"}
# A submission that can tell whether it is imported: what is run has no module specification.
IMPORTED = (
    "if globals()['__spec__']:\n    vars(sys.modules['builtins'])['op' + 'en']({!r}, 'a').write('bot\\n')"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a module for every name that the grader, its libraries or Python itself might import."""
    folder, marker = tmp_path / "submissions", str(tmp_path / "imported.txt")
    folder.mkdir()
    names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), *OURS}
    for name in names - {"bot"}:
        if name.isidentifier():
            (folder / f"{name}.py").write_text(f"open({marker!r}, 'a').write({name!r} + '\\n')\n")
    (folder / "bot.py").write_text(with_more(IMPORTED.format(marker)))
    return folder


@pytest.mark.parametrize(
    "program",
    [
        (sys.executable, "-m", "grader"),
        (sys.executable, "-mgrader"),
        (Path(sys.executable).with_name("grade"),),
    ],
    ids=["python -m grader", "python -mgrader", "grade"],
)
def test_no_module_beside_the_submission_is_imported(program: tuple[str | Path, ...], folder: Path) -> None:
    """Above all `random.py`, `click.py`, `grader.py` and the submission itself, `bot.py`."""
    done = run_grader("bot.py", "--only", "blank", "--json", "-", cwd=folder, program=program)
    assert not (folder.parent / "imported.txt").exists()
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["verdict"] == "passed"


def test_the_marks_would_show_an_import(folder: Path) -> None:
    """The test above can fail: a Python that imports from there leaves them."""
    alone = folder / "alone"
    alone.mkdir()
    (alone / "bot.py").write_bytes((folder / "bot.py").read_bytes())
    run_grader("-c", "import click", cwd=folder, program=(sys.executable,))
    run_grader("-c", "import bot", cwd=alone, program=(sys.executable,))
    assert {"click", "bot"} <= {*(folder.parent / "imported.txt").read_text().split()}


def test_the_checkout_is_a_folder_to_start_from_too() -> None:
    done = run_grader("bot/bot.py", "--only", "blank")
    assert done.returncode == 0
