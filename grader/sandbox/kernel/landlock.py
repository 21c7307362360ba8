"""Landlock: which files a child may read, as the bytes and numbers that the launcher hands to the kernel.

Source: landlock(7) and the kernel's Documentation/userspace-api/landlock.rst.
"""

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

LANDLOCK_CREATE_RULESET = 444
CREATE_RULESET_VERSION = 1
READ_FILE, READ_DIRECTORY = 1 << 2, 1 << 3
FOREIGN_PACKAGES = {"site-packages", "dist-packages"}


class NoLandlockError(Exception):
    """This kernel does not restrict; the message says why."""


def abi() -> int:
    """The version of Landlock that the kernel offers, from 1. Raises NoLandlockError."""
    if sys.platform != "linux":
        raise NoLandlockError("Landlock is a Linux mechanism")
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    version = int(libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), CREATE_RULESET_VERSION))
    if version < 1:
        raise NoLandlockError(f"Landlock: {os.strerror(ctypes.get_errno())}")
    return version


def attributes(version: int) -> bytes:
    """struct landlock_ruleset_attr that takes away everything which this version can take away."""
    files = (1 << 13) - 1  # ABI 1: execute, write, read, read folders, make and remove
    if version >= 2:
        files |= 1 << 13  # link and rename across folders
    if version >= 3:
        files |= 1 << 14  # truncate
    if version >= 5:
        files |= 1 << 15  # ioctl on devices
    packed = struct.pack("=Q", files)
    if version >= 4:
        packed += struct.pack("=Q", 0b11)  # bind and connect TCP
    if version >= 6:
        packed += struct.pack("=Q", 0b11)  # abstract Unix sockets and signals, to outside
    return packed


def rules(folders: Iterable[Path], search_path: Iterable[str], files: Iterable[str]) -> list[tuple[str, int]]:
    """(path, what is allowed there): whole ``folders``, the modules on ``search_path``, single ``files``.

    A rule holds for what a path leads to. Each is given by the name under which it is looked for and by what that
    leads to: in bubblewrap, where there are no links, only the first exists.
    """
    everything = READ_FILE | READ_DIRECTORY
    allowed = {str(folder): everything for folder in folders}
    search = [Path(folder) for folder in search_path]
    for folder in search:
        if any(other in folder.parents for other in search):
            continue  # lib-dynload lies within the standard library
        for path, real in modules(folder):
            rights = everything if real.is_dir() else READ_FILE
            allowed |= {str(path): rights, str(real): rights}
    for file in files:
        if Path(file).exists():
            allowed |= {file: READ_FILE, str(Path(file).resolve()): READ_FILE}
    return list(allowed.items())


def modules(folder: Path) -> Iterator[tuple[Path, Path]]:
    """What of a folder of the standard library may be read: everything in it but other people's packages.

    Each under its name, and under what that leads to.

    The folder itself may not be listed, since that right would extend to those packages; the launcher fills the
    import system's caches before it gives the right up.
    """
    if folder.is_file():  # the zipped standard library
        yield folder, folder.resolve()
    elif folder.is_dir():
        home = folder.resolve()
        foreign = [(folder / name).resolve() for name in FOREIGN_PACKAGES]
        with os.scandir(folder) as entries:
            links = {entry.name: entry.is_symlink() for entry in entries}
        for name in sorted(links):
            real = (home / name).resolve() if links[name] else home / name
            # A link may lead into other people's packages, or to a folder that they are in.
            touches = any(real.is_relative_to(other) or other.is_relative_to(real) for other in foreign)
            if real.exists() and not touches:
                yield folder / name, real
