"""Run a command as an ordinary user that is made for it; needs root.

The user has a number, a home and nothing else. Where Python or this checkout lie in a folder that others may not enter
(a 0700 home of root), the command gets a mount namespace of its own in which they may.
"""

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

USER = 23_571  # nobody's


def start_as_ordinary_user(command: Sequence[str], home: Path, output: Path) -> "subprocess.Popen[bytes]":
    """Start the command with stdout and stderr in a file."""
    os.chown(home, USER, USER)
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "CI": os.environ.get("CI", ""),
    }
    needed = [Path(sys.prefix), Path(sys.base_prefix), Path.cwd(), home]
    script = (
        opening(needed)
        + f'exec setpriv --reuid={USER} --regid={USER} --clear-groups --inh-caps=-all -- "$@"\n'
    )
    with output.open("wb") as file:
        return subprocess.Popen(
            [
                *(["unshare", "--mount"] if closed_folders(needed) else []),
                "sh",
                "-e",
                "-c",
                script,
                "sh",
                *command,
            ],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
        )


def closed_folders(needed: Iterable[Path]) -> dict[Path, list[Path]]:
    """{the outermost folder on the way that others may not enter: the needed ones below it}."""
    closed: dict[Path, list[Path]] = {}
    for path in dict.fromkeys(path.resolve() for path in needed):
        for folder in reversed(path.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                closed.setdefault(folder, []).append(path)
                break
    return closed


def opening(needed: Iterable[Path]) -> str:
    """Shell lines that put an open folder over each closed one, with only what is needed in it, at the same paths."""
    lines = []
    for folder, paths in closed_folders(needed).items():
        lines += ["hold=$(mktemp -d)", "mount -t tmpfs tmpfs $hold"]
        for number, path in enumerate(paths):
            lines += [f"mkdir $hold/{number}", f"mount --bind {shlex.quote(str(path))} $hold/{number}"]
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}")
        for number, path in enumerate(paths):
            place = shlex.quote(str(path))
            lines += [f"mkdir -p {place}", f"mount --bind $hold/{number} {place}"]
    return "".join(f"{line}\n" for line in lines)
