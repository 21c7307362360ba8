"""Files of the project as one namespace, as a notebook has it: what is defined where, and what must come before it.

In a file a name means what that file defines or imports. In a notebook it means what a cell bound to it last. So a
`Namespace` knows where each of its names came from, and brings a definition again where another took its name since.
"""

import ast
import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
# Remarks to this project's tools, which say nothing to a reader of the code.
TO_TOOLS = re.compile(r"^ *# fmt: (on|off)\n|  # (noqa|fmt|type)\b[^\n]*", re.MULTILINE)
BLOCKS = (ast.ClassDef, ast.FunctionDef)

Place = tuple[str, str]
"""A module and a name in it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement at the top of a file with the remarks around it: the names that it binds, and those that it uses."""

    source: str
    binds: frozenset[str]
    uses: frozenset[str]
    is_block: bool  # a class or a function, around which a page leaves some air


@dataclass(frozen=True, slots=True)
class File:
    """A file of the project by its parts."""

    module: str
    doc: str
    definitions: tuple[Definition, ...]
    imports: dict[str, Place]  # the names that it imports, and what they are there


@dataclass(frozen=True, slots=True)
class Piece:
    """What of one file goes into the namespace at a time: definitions in the file's order, and imports from outside."""

    file: File
    imports: tuple[str, ...]
    definitions: tuple[Definition, ...]


class Namespace:
    """One namespace for the definitions of many files. Names that are `given` are bound from the beginning."""

    def __init__(self, given: Iterable[Place]) -> None:
        self._given = frozenset(given)
        self._bound: dict[str, Place] = {name: (module, name) for module, name in self._given}

    def bring(self, module: str, *names: str) -> list[Piece]:
        """What must run, in this order, so that the names mean what they mean in their file."""
        needed = dict.fromkeys(place for name in names for place in self._needed(module, name))
        unbound = {place for place in needed if self._bound.get(place[1]) != place}
        self._bound |= {name: (origin, name) for origin, name in unbound}
        pieces = []
        for origin in sorted({origin for origin, _ in needed if _is_ours(origin)}, key=_height):
            file = read(origin)
            imported = {place for place in unbound & {*file.imports.values()} if not _is_ours(place[0])}
            unbound -= imported
            own = {name for place, name in unbound if place == origin}
            definitions = tuple(it for it in file.definitions if it.binds & own)
            if definitions or imported:
                pieces.append(Piece(file, tuple(_import_lines(imported)), definitions))
        return pieces

    def _needed(self, module: str, name: str) -> Iterator[Place]:
        """A name, where it is bound, and all that its definition needs."""
        todo, seen = [(module, name)], set(self._given)
        while todo:
            place = module, name = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            if not _is_ours(module):
                yield place
                continue
            file = read(module)
            if name in file.imports:
                todo.append(file.imports[name])
            for definition in file.definitions:
                if name in definition.binds:
                    yield from ((module, bound) for bound in definition.binds)
                    todo += [(module, used) for used in definition.uses]


@cache
def read(module: str) -> File:
    """A file of the project, taken apart."""
    text = _path(module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    imports: dict[str, Place] = {}
    definitions: list[Definition] = []
    end = 0
    for node in tree.body:
        above, end = end, node.end_lineno or node.lineno
        source = TO_TOOLS.sub("", "".join(lines[above:end])).strip()
        if isinstance(node, ast.Import):
            imports |= {alias.name: ("import", alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imports |= {alias.name: (str(node.module), alias.name) for alias in node.names}
        elif isinstance(node, ast.Expr) and definitions:
            # The text under a name, which tells what it is; at the end of a cell it would be shown as its result.
            last = definitions.pop()
            about = "\n".join(f"# {line}" for line in source.strip('"').splitlines())
            definitions.append(dataclasses.replace(last, source=f"{last.source}\n{about}"))
        elif not isinstance(node, ast.Expr):
            binds, uses = frozenset(_bound_by(node)), frozenset(_used_by(node))
            definitions.append(Definition(source, binds, uses, isinstance(node, BLOCKS)))
    return File(module, ast.get_docstring(tree) or "", tuple(definitions), imports)


def _bound_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, BLOCKS):
        yield node.name
        return
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    yield from (it.id for target in targets for it in ast.walk(target) if isinstance(it, ast.Name))


def _used_by(node: ast.stmt) -> Iterator[str]:
    """The names in it, those of its own included."""
    for it in ast.walk(node):
        if isinstance(it, ast.Name):
            yield it.id


def _import_lines(places: set[Place]) -> Iterator[str]:
    for module in sorted({module for module, _ in places}):
        names = sorted(name for origin, name in places if origin == module)
        if module == "import":
            yield from (f"import {name}" for name in names)
        else:
            yield f"from {module} import {', '.join(names)}"


@cache
def _height(module: str) -> tuple[int, str]:
    """Sorts files so that each stands behind those that it imports."""
    below = {origin for origin, _ in read(module).imports.values() if _is_ours(origin)}
    return 1 + max((_height(origin)[0] for origin in below), default=0), module


@cache
def _is_ours(module: str) -> bool:
    return _path(module).is_file()


def _path(module: str) -> Path:
    return HOUSE.joinpath(*module.split(".")).with_suffix(".py")
