"""Files appear whole or not at all."""

import os
import secrets
from pathlib import Path

from model.errors import TargetError


def check_target(path: Path, *sources: Path | None) -> None:
    """Raise TargetError if a file could not be written at `path`; to be asked before hours of work.

    `sources` are what the work reads, which must not be lost to what it writes.
    """
    if path.is_dir():
        raise TargetError(f"{path}: is a folder; give the path of a file")
    if path.exists() and not path.is_file():
        raise TargetError(f"{path}: is not a regular file; give the path of a file")
    if any(source and source.exists() and path.exists() and path.samefile(source) for source in sources):
        raise TargetError(f"{path}: would overwrite what is read; give the path of another file")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise TargetError(f"{path}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise TargetError(f"{path}: the folder {folder} cannot be written to; choose another one")


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` beside `path` and rename it there, so that no reader ever sees half a file.

    A symlink at `path` stays, and the file that it points to is replaced. Raises TargetError.
    """
    check_target(path)
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # a crash after the rename must not leave an empty file
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise TargetError(f"{path}: cannot be written ({error.strerror}); choose another path") from error
