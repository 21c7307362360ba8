"""The upload for Gradescope, in its documented layout.

Its image has Python 3.10 and no other, and a network while it is built. Here there is none: what stands on the PATH
for python3 and for uv are stand-ins, which write down what they were asked to install and put the tests' own Python
where uv would put one. Everything else is the upload as it is.
"""

import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from tests.grader.making import REPOSITORY, run_grader, with_region
from tests.grader.packs.places import REJECTED, break_grader, hand_in, read, run, write_pack
from tests.grader.report.formats.documented import check_gradescope

TOOLS = ("bash", "cat", "chmod", "cp", "dirname", "env", "mkdir")
OLD_PYTHON = """#!/bin/sh
case "$*" in
*" --version") echo "pip 22.0.2 from /usr/lib/python3/dist-packages/pip (python 3.10)" ;;
"-m pip install "*) echo "pip $*" >> "$LOG"; mkdir -p "$LOG.uv"; while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin"; cp "$UV" "$2/bin/uv" ;;
*) echo "Python 3.10 cannot run this: $*"; exit 1 ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >> "$LOG"
if [ "$1" = venv ]; then
    while [ $# -gt 1 ]; do shift; done
    mkdir -p "$1/bin"
    printf '#!/bin/sh\\nexec "%s" "$@"\\n' "$NEW_PYTHON" > "$1/bin/python"
    chmod +x "$1/bin/python"
fi
"""


class Gradescope:
    """A container: its root is a folder, and PATH has no Python above 3.10."""

    def __init__(self, folder: Path) -> None:
        self.root, self.log, self.bin = folder / "autograder", folder / "log", folder / "bin"
        self.source, self.submission = self.root / "source", self.root / "submission"
        for made in (self.root, self.submission, self.bin):
            made.mkdir(parents=True)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.bin / tool).symlink_to(found)
        for name, text in (("python3", OLD_PYTHON), ("stand-in-for-uv", UV)):
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        self.environment = {
            "PATH": str(self.bin),
            "LOG": str(self.log),
            "UV": str(self.bin / "stand-in-for-uv"),
            "NEW_PYTHON": sys.executable,
        }

    def build(self) -> None:
        """As when the image is built: setup.sh, and run_autograder beside the source."""
        done = run(self.source / "setup.sh", cwd=self.root, **self.environment)
        assert done.returncode == 0, done.stdout
        shutil.copy(self.source / "run_autograder", self.root)

    def grade(self) -> dict[str, object]:
        done = run(self.root / "run_autograder", cwd=self.root, PATH=str(self.bin))
        assert done.returncode == 0, done.stdout
        results = read(self.root / "results" / "results.json")
        check_gradescope(results)
        return results


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Gradescope:
    """An image that was built from a pack."""
    made = Gradescope(tmp_path_factory.mktemp("image"))
    write_pack("gradescope", made.source)
    made.build()
    return made


@pytest.fixture
def container(image: Gradescope, tmp_path: Path) -> Gradescope:
    """A container of that image."""
    made = Gradescope(tmp_path)
    shutil.copytree(image.root, made.root, dirs_exist_ok=True)
    return made


@pytest.mark.slow
def test_the_zip_holds_two_programs_at_its_root_and_all_that_they_need(tmp_path: Path) -> None:
    out = tmp_path / "autograder.zip"
    policy = REPOSITORY / "policies" / "colours.toml"
    done = run_grader("pack", "gradescope", out, "--policy", policy, "--seed", "-7")
    assert (done.returncode, done.stderr) == (0, b"")
    with zipfile.ZipFile(out) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        assert modes["setup.sh"] == modes["run_autograder"] == 0o100755
        assert modes["lib/grader/__main__.py"] == modes["policy.toml"] == 0o100644
        assert archive.read("policy.toml") == policy.read_bytes()
        assert archive.read("model.json") == (REPOSITORY / "model.json").read_bytes()
        assert b'"seed": "-7"' in archive.read("orders.json")
        assert not any("__pycache__" in name for name in modes)
    first = out.read_bytes()
    run_grader("pack", "gradescope", out, "--policy", policy, "--seed", "-7")
    assert out.read_bytes() == first


def test_the_image_gets_a_python_of_its_own_and_what_the_locks_name(image: Gradescope) -> None:
    pip, venv, install = image.log.read_text().splitlines()
    assert "--require-hashes --only-binary :all:" in pip
    assert pip.endswith(f"--requirement {image.source}/uv.txt")
    assert venv == f"uv venv --python 3.11 {image.root}/venv"
    assert "--require-hashes --only-binary :all:" in install
    assert install.endswith(f"--requirement {image.source}/requirements.txt")
    for name in ("run", "uv"):
        written = image.source / {"run": "requirements.txt", "uv": "uv.txt"}[name]
        assert written.read_bytes() == (REPOSITORY / "requirements" / f"{name}.txt").read_bytes()


WRITES_ITS_GRADE = """
def write_results():
    for path in ({results!r}, "results.json", "../results/results.json"):
        try:
            with open(path, "w") as file:
                file.write('{{"score": 100}}')
        except OSError:
            pass


write_results()


def is_safe_request(prefixes):
    write_results()


def is_safe_name(name):
    write_results()
    return True
"""


@pytest.mark.thorough
@pytest.mark.slow
def test_a_submission_is_graded_and_cannot_write_its_own_grade(container: Gradescope) -> None:
    results = container.root / "results" / "results.json"
    hand_in(container.submission, {"bot.py": with_region(WRITES_ITS_GRADE.format(results=str(results)))})
    graded = container.grade()
    assert graded["score"] == pytest.approx(10, abs=2)
    assert "nothing is refused and nothing is discarded" in str(graded["output"])
    assert "fig" not in str(graded["output"]).replace("figured", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "There is no Python file in what you handed in. Hand in your bot.py."),
        ({"notes.txt": ""}, "There is no Python file"),
        ({"solution.py": REJECTED}, "Your file is called solution.py. Call it bot.py"),
        (
            {"bot.py": REJECTED, "helper.py": ""},
            "several Python files (bot.py, helper.py). Hand in bot.py alone.",
        ),
        (
            {"a/bot.py": REJECTED, "b/bot.py": REJECTED},
            "There are several Python files (a/bot.py, b/bot.py)",
        ),
    ],
    ids=["nothing", "no program", "another name", "several", "two of the name"],
)
def test_what_is_no_single_bot_gets_no_point_and_a_clear_message(
    container: Gradescope, files: dict[str, str], told: str
) -> None:
    hand_in(container.submission, files)
    results = container.grade()
    assert results["score"] == 0
    assert told in str(results["output"])


@pytest.mark.slow
def test_a_kit_that_is_handed_in_whole_and_a_folder_deep_is_graded(container: Gradescope) -> None:
    hand_in(container.submission, {"my/bot.py": REJECTED, "my/requests.txt": "", "my/__pycache__/bot.py": ""})
    results = container.grade()
    assert "an import that is not allowed" in str(results["output"])


@pytest.mark.slow
def test_where_the_grader_fails_the_student_is_told_so_and_gets_no_points(container: Gradescope) -> None:
    break_grader(container.source)
    hand_in(container.submission, {"bot.py": REJECTED})
    results = container.grade()
    assert results["score"] == 0
    assert "The grader could not grade your file (exit status 4)." in str(results["output"])
    assert "This says nothing about your file." in str(results["output"])
    (container.source / "orders.json").write_text("{}")
    assert "The grading did not come to its end" in str(container.grade()["output"])
    # The interpreter itself is gone.
    os.remove(container.root / "venv" / "bin" / "python")  # noqa: PTH107 - what is meant is the file
    results = container.grade()
    assert results["score"] == 0
    assert "The grading did not come to its end" in str(results["output"])
