"""The grader's private folder of one run: the two libraries, the plans for children, and a fresh folder for each."""

import atexit
import contextlib
import functools
import importlib.util
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import msgspec

from grader.sandbox.levels import SandboxError
from grader.sandbox.orphans import guard_this_process

MODULES = {"ahocorasick": "pyahocorasick", "regex": "regex"}
"""All that a submission may import beside the standard library, each with the distribution that it comes from."""
INSIDE = Path(__file__).resolve().parent / "inside"  # the scripts that run in children
ISOLATED_INTERPRETER = ("-I", "-S", "-B", "-X", "utf8")
PREFIX = "fruitless-run-"

_folders: dict[int, Path] = {}  # of workshops, by the process that made them


class Workshop(msgspec.Struct, frozen=True):
    """Where one grader process keeps what its children need; only the grader writes there."""

    folder: Path
    library: Path  # the two libraries and nothing else
    interpreter: Path
    search_path: tuple[str, ...]  # of the bare interpreter: standard library only
    shared_libraries: tuple[str, ...]  # by the loader's names, without those of the standard library itself


@functools.cache
def _open(_process: int) -> Workshop:
    guard_this_process()
    remove_abandoned()
    folder = _folders[os.getpid()] = make_held_folder()
    atexit.register(_remove, folder, os.getpid())
    library = folder / "lib"
    copy_libraries(library)
    # In a virtual environment: the interpreter that it was made from, so that nothing of the environment is needed.
    interpreter = Path(getattr(sys, "_base_executable", None) or sys.executable)
    extensions = [str(path) for path in library.rglob("*.so")]
    survey = subprocess.run(
        [str(interpreter), *ISOLATED_INTERPRETER, str(INSIDE / "survey.py"), *extensions],
        env=base_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    if survey.returncode:
        raise SandboxError(f"{interpreter} cannot run a script on its own: {survey.stderr.strip()[-300:]}")
    search, _, libraries = survey.stdout.partition("\n\n")
    return Workshop(
        folder=folder,
        library=library,
        interpreter=interpreter,
        search_path=tuple(search.split("\n")),
        shared_libraries=tuple(
            name
            for name in libraries.split()
            if not name.startswith((*(f"{entry}/" for entry in search.split("\n")), f"{library}/"))
        ),
    )


def workshop() -> Workshop:
    """This process's workshop, made at the first call and removed when the process ends."""
    return _open(os.getpid())


def close_workshop() -> None:
    """Remove this process's workshop now, if it has one: for a process that will not run what waits for its end."""
    if folder := _folders.pop(os.getpid(), None):
        _open.cache_clear()
        remove_tree(folder)


def base_environment() -> dict[str, str]:
    """The literal environment of every child. Windows cannot start a Python without its system folder."""
    kept = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    return {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", **kept}


def copy_libraries(target: Path) -> None:
    """Copy the two libraries, with their bytecode, so that no child compiles them again.

    By what would be imported, and not by what the distributions say of themselves: to read that takes as long again
    as all the rest.
    """
    target.mkdir()
    for module, distribution in MODULES.items():
        found = importlib.util.find_spec(module)
        if found is None or found.origin is None:
            raise SandboxError(
                f"the package {distribution} is not installed here: pip install {distribution}"
            )
        # By the names under which they are found: a link's own target may have another.
        origin = Path(found.origin)
        if found.submodule_search_locations is None:
            shutil.copy2(origin, target)
        else:
            shutil.copytree(origin.parent, target / module, ignore=shutil.ignore_patterns("tests"))
    for source in target.rglob("*.py"):
        if not Path(importlib.util.cache_from_source(str(source))).exists():
            py_compile.compile(str(source), doraise=True)


def _locks() -> ModuleType | None:
    """The module ``fcntl``; Windows has none, and there a folder is only removed by the process that made it."""
    try:
        import fcntl
    except ImportError:
        return None
    return fcntl


def make_held_folder() -> Path:
    """A new folder that is locked for as long as this process, or a fork of it, lives.

    The kernel lets go of it, even after SIGKILL. Who sweeps (`remove_abandoned`) may find the folder before it is
    locked and remove it; then another is made.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        if (locks := _locks()) is None:
            return folder
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
            locks.flock(handle, locks.LOCK_EX)
            if _is_still(folder, handle):
                return folder
            os.close(handle)


def remove_abandoned() -> None:
    """Remove the folders of this user's graders that were killed before they could."""
    if (locks := _locks()) is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if os.fstat(handle).st_uid == os.getuid():
                    locks.flock(handle, locks.LOCK_EX | locks.LOCK_NB)
                    if _is_still(folder, handle):
                        remove_tree(folder)
            finally:
                os.close(handle)


def _is_still(folder: Path, handle: int) -> bool:
    """Whether a folder that was locked after it was opened is still what its path leads to."""
    try:
        return os.path.samestat(folder.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a fork leaves the folder to the process that made it
        remove_tree(folder)


def remove_tree(folder: Path) -> None:
    """Remove a folder in which things may be read-only."""
    for inner, _, files in os.walk(folder):
        # Windows minds read-only files too.
        for path in (Path(inner), *(Path(inner, name) for name in files)):
            with contextlib.suppress(OSError):
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
