#!/usr/bin/env python3
"""Grade what lies in a folder: autograder.py [SUBMISSION RESULTS]; by default the current one, into result.json.

Brings what requirements.txt names, byte for byte, into a folder of its own, where this Python has not all of it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACK = Path(__file__).resolve().parent
LOCKED = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(PACK / "requirements.txt")]
# Isolated: the current folder may be a student's, with a pip.py in it.
INSTALL = ["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *LOCKED]


def python_that_has_all(scratch: Path) -> str:
    """This Python where nothing is missing, else that of a new environment."""
    nothing_missing = [sys.executable, *INSTALL, "--no-index", "--dry-run"]
    if subprocess.run(nothing_missing, capture_output=True).returncode == 0:
        return sys.executable
    venv.create(scratch / "venv", with_pip=True)
    python = str(scratch / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    subprocess.run([python, *INSTALL], check=True, stdout=sys.stderr)
    return python


def main(submission: str = ".", results: str = "result.json") -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - nobody has looked yet which Python this is
        sys.exit(f"The grader needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    unfinished = PACK / "unfinished.json"
    if unfinished.is_file():
        Path(results).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(unfinished, results)
    with tempfile.TemporaryDirectory(prefix="grader-") as scratch:
        program = [python_that_has_all(Path(scratch)), "-P", "-m", "grader.packs.there"]
        environment = {**os.environ, "PYTHONPATH": str(PACK / "lib")}
        sys.exit(subprocess.run([*program, str(PACK), submission, results], env=environment).returncode)


if __name__ == "__main__":
    main(*sys.argv[1:])
