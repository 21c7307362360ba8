"""A command at a terminal of its own."""

import os
import pty
import subprocess
import sys


def at_terminal(*arguments: object, columns: int = 80, **environment: str) -> str:
    """What `python -m model` with these arguments shows on a terminal, its standard output and error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "model", *map(str, arguments)]
    settings = {"TERM": "xterm-256color", "COLUMNS": str(columns)} | environment
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=_plain() | settings)
    os.close(theirs)
    shown = b""
    while piece := _read(ours):
        shown += piece
    os.close(ours)
    assert process.wait() == 0
    return shown.decode()


def _plain() -> dict[str, str]:
    """The environment without what changes how terminals are written to."""
    return {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # what Linux says when the other end is closed
        return b""
