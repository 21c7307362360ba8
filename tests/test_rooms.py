"""The house: every import goes down to a lower floor, or stays in its room, and `ls` shows the way of a grading."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

# From the ground up; what stands on one floor does not know of each other. The README draws the same floors.
FLOORS = {
    "grader": (
        {"errors", "verdict", "sandbox"},
        {"submission", "conversation"},
        {"probes"},
        {"judging"},
        {"risk"},
        {"adversary"},
        {"report"},
        {"grading"},
        {"packs", "cohort"},
        {"commands"},
        {"__main__"},
    ),
    "model": (
        {"errors", "blas", "sizes"},
        {"files", "checks"},
        {"weights"},
        {"info", "console"},
        {"engine"},
        {"training"},
        {"pictures"},
        {"commands"},
        {"__main__"},
    ),
    "lab": (
        {"browser", "errors"},
        {"runs"},
        {"build", "server"},
        {"__main__"},
    ),
}
MAY_USE = {
    "programs": set(),
    "policies": {"programs"},
    "model": {"programs"},
    "bot": {"policies", "programs"},
    "grader": {"policies", "model"},
    "lab": {"policies", "model", "bot", "grader", "programs"},
}
GALLERIES = {"grader/sandbox/attacks"}  # one file a case
MOST_FILES = 12


def files_of(package: str) -> list[Path]:
    """The package's own: what npm installs for the site brings Python too."""
    files = (REPOSITORY / package).rglob("*.py")
    return sorted(file for file in files if "node_modules" not in file.parts)


def module_of(file: Path) -> str:
    """ "grader.probes.plan"; a folder is its `__init__`."""
    parts = file.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for package in MAY_USE for file in files_of(package)}


def imports(source: str, package: str) -> Iterator[tuple[int, str]]:
    """(line, module) of every import of a file in this package, those inside functions too.

    `from a.b import c` means the module a.b.c where there is one, else a.b.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield node.lineno, whole if whole in MODULES else base


def imports_of(file: Path) -> Iterator[tuple[int, str]]:
    package = ".".join(file.relative_to(REPOSITORY).parent.parts)
    return imports(file.read_text(encoding="utf-8"), package)


def goes_down(importer: str, imported: str) -> bool:
    """Whether one module of a package with floors may import another one of it.

    The package's own `__init__` hands names on: it may import all, and nothing below may import it.
    """
    package, _, inner = importer.partition(".")
    if not inner or imported == package:
        return not inner
    room, other = (module.split(".")[1] for module in (importer, imported))
    height = {room: number for number, rooms in enumerate(FLOORS[package]) for room in rooms}
    return room == other or height[room] > height[other]


@pytest.mark.parametrize("package", FLOORS)
def test_every_room_has_its_floor(package: str) -> None:
    rooms = {module.split(".")[1] for module in MODULES if module.startswith(f"{package}.")}
    assert rooms == set().union(*FLOORS[package])


@pytest.mark.parametrize("package", FLOORS)
def test_an_import_goes_down_or_stays_in_its_room(package: str) -> None:
    climbing = [
        f"{file.relative_to(REPOSITORY)}:{line} imports {imported}"
        for file in files_of(package)
        for line, imported in imports_of(file)
        if imported.split(".")[0] == package and not goes_down(module_of(file), imported)
    ]
    assert climbing == []


@pytest.mark.parametrize("package", MAY_USE)
def test_a_package_imports_only_those_below_it(package: str) -> None:
    others = MAY_USE.keys() - {package} - MAY_USE[package]
    wrong = [
        f"{file.relative_to(REPOSITORY)}:{line} imports {imported}"
        for file in files_of(package)
        for line, imported in imports_of(file)
        if imported.split(".")[0] in others
    ]
    assert wrong == []


def test_the_rule_sees_imports_in_functions_and_relative_ones_and_lets_none_climb() -> None:
    source = "def late():\n    from ..commands import cli\n    import grader.report.record\n"
    assert list(imports(source, "grader.probes")) == [(2, "grader.commands.cli"), (3, "grader.report.record")]
    assert not goes_down("grader.probes.plan", "grader.commands.cli")
    assert not goes_down("grader.conversation.session", "grader.submission.source")
    assert not goes_down("model.weights", "model")
    assert goes_down("model", "model.weights")
    assert goes_down("grader.probes.plan", "grader.submission.source")
    assert goes_down("grader.probes.plan", "grader.probes.bans")


def test_no_room_holds_more_than_one_look_takes_in() -> None:
    folders = {file.parent for file in MODULES.values()}
    crowded = {
        str(folder.relative_to(REPOSITORY)): count
        for folder in folders
        if (count := len([path for path in folder.glob("*.py") if path.stem != "__init__"])) > MOST_FILES
    }
    assert crowded.keys() <= GALLERIES


@pytest.mark.parametrize("folder", sorted({file.parent for file in MODULES.values()}), ids=str)
def test_every_room_says_what_is_in_it(folder: Path) -> None:
    said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    assert said, f"{folder} has no sentence in its __init__.py"
    assert said.split("\n\n")[0].endswith(".")


def test_the_readme_draws_the_rooms_of_the_grader_on_their_floors() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    drawn = {room: int(floor) for floor, room in re.findall(r"^ +(\d) +(\w+)/", readme, re.MULTILINE)}
    assert drawn == {
        room: floor
        for floor, rooms in enumerate(FLOORS["grader"])
        for room in rooms
        if (REPOSITORY / "grader" / room).is_dir()
    }


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_place_that_a_page_names_is_there(page: str) -> None:
    """Words in capitals stand for what a reader puts in."""
    named = re.findall(r"`([a-z]+/[a-z_/.0-9]*)`", (REPOSITORY / page).read_text(encoding="utf-8"))
    assert len(named) > 5
    assert [place for place in named if not (REPOSITORY / place).exists()] == []
