"""The command line of bubblewrap: a root of its own with nothing in it but what a child may read.

bubblewrap makes the namespaces; this file writes none of that itself. Inside, the launcher does what it does without.
"""

import functools
import shutil
import subprocess
from pathlib import Path

from grader.sandbox.kernel.landlock import FOREIGN_PACKAGES


@functools.cache
def executable() -> str | None:
    """Where bubblewrap is installed, if it is."""
    return shutil.which("bwrap")


@functools.cache
def version() -> str:
    """For the report: "bubblewrap 0.8.0"."""
    answer = subprocess.run(
        [executable() or "bwrap", "--version"], capture_output=True, text=True, timeout=10
    )
    return answer.stdout.strip()


@functools.cache
def options(
    folders: tuple[str, ...], files: tuple[str, ...], search_path: tuple[str, ...]
) -> tuple[str, ...]:
    """The options that are the same for every child: namespaces, and what is there to be read, at its own path.

    No /proc, no /dev, no /tmp. A link is bound as the file that it leads to, under the name by which it is looked for.
    """
    arguments = ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    for file in files:
        if Path(file).exists():
            arguments += ["--ro-bind", str(Path(file).resolve()), file]
    for folder in (*folders, *search_path):
        if Path(folder).exists():
            arguments += ["--ro-bind", str(Path(folder).resolve()), folder]
    for folder in search_path:
        for name in sorted(FOREIGN_PACKAGES):
            if (hidden := Path(folder) / name).is_dir():
                arguments += ["--tmpfs", str(hidden), "--remount-ro", str(hidden)]
    return tuple(arguments)
