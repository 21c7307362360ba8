"""Nothing in the folder where the grader is started becomes a part of the grader."""

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grader.making import run_grader, with_more

pytestmark = pytest.mark.slow

OURS = {"bot", "lab", "model", "policies", "sitecustomize", "usercustomize"}
# A submission that can tell whether it is imported: what is run has no module specification.
IMPORTED = (
    "if globals()['__spec__']:\n    vars(sys.modules['builtins'])['op' + 'en']({!r}, 'a').write('bot\\n')"
)
GRADE = Path(sys.executable).with_name("grade")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a module for every name that the grader, its libraries or Python itself might import."""
    folder, marker = tmp_path / "submissions", str(tmp_path / "imported.txt")
    folder.mkdir()
    names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), *OURS, "grader"}
    for name in names - {"bot"}:
        if name.isidentifier():
            (folder / f"{name}.py").write_text(f"open({marker!r}, 'a').write({name!r} + '\\n')\n")
    (folder / "bot.py").write_text(with_more(IMPORTED.format(marker)))
    return folder


def blank_graded(folder: Path, *program: str | Path) -> str:
    """The verdict on the folder's bot, and that nothing beside it was imported."""
    done = run_grader("bot.py", "--only", "blank", "--json", "-", cwd=folder, program=program)
    assert not (folder.parent / "imported.txt").exists()
    assert (done.returncode, done.stderr) == (0, b"")
    return str(json.loads(done.stdout)["verdict"])


@pytest.mark.parametrize(
    "program", [(GRADE,), (sys.executable, "-P", "-m", "grader")], ids=["grade", "-P -m"]
)
def test_no_module_beside_the_submission_is_imported(program: tuple[str | Path, ...], folder: Path) -> None:
    """Above all `random.py`, `click.py`, `grader.py` and the submission itself, `bot.py`."""
    assert blank_graded(folder, *program) == "passed"


@pytest.mark.thorough
@pytest.mark.parametrize("words", [("-m", "grader"), ("-mgrader",)], ids=["-m grader", "-mgrader"])
def test_without_p_only_what_python_needs_to_find_the_grader_is_looked_for_there(
    words: tuple[str, ...], folder: Path
) -> None:
    (folder / "grader.py").unlink()
    for name in before_the_first_line():
        (folder / f"{name}.py").unlink(missing_ok=True)
    assert (folder / "click.py").exists()
    assert (folder / "random.py").exists()
    assert blank_graded(folder, sys.executable, *words) == "passed"


def before_the_first_line() -> list[str]:
    """The modules that Python itself imports for `python -m`, before any line of the package that is named."""
    loaded = [sys.executable, "-c", "import runpy, sys; print(*sys.modules)"]
    return subprocess.run(loaded, capture_output=True, check=True, text=True).stdout.split()


def test_nothing_of_the_grader_runs_when_other_programs_start() -> None:
    files = importlib.metadata.files("fruitless") or []
    assert files
    hooks = [file.read_text() for file in files if file.suffix == ".pth"]
    # An editable installation has one file of paths; a line that begins with "import" would be run.
    assert not any(line.startswith("import") for text in hooks for line in text.splitlines())


def test_a_python_without_the_libraries_is_told_so_with_status_2() -> None:
    done = run_grader("bot/bot.py", program=(sys.executable, "-S", "-m", "grader"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"has no click: start the grader with the Python of the environment" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_marks_would_show_an_import(folder: Path) -> None:
    """The test above can fail: a Python that imports from there leaves them."""
    alone = folder / "alone"
    alone.mkdir()
    (alone / "bot.py").write_bytes((folder / "bot.py").read_bytes())
    run_grader("-c", "import click", cwd=folder, program=(sys.executable,))
    run_grader("-c", "import bot", cwd=alone, program=(sys.executable,))
    assert {"click", "bot"} <= {*(folder.parent / "imported.txt").read_text().split()}


@pytest.mark.thorough
def test_the_checkout_is_a_folder_to_start_from_too() -> None:
    done = run_grader("bot/bot.py", "--only", "blank")
    assert done.returncode == 0
