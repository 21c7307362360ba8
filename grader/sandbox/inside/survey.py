"""What the bare interpreter itself needs to read: a script that the grader runs once, unprotected, before any child.

Prints its module search path, a blank line, and then every shared library that it and the extension modules of the
standard library are linked against, by the name under which the loader finds it. The loader is asked, so no guess
about the platform's folders is needed. Further extension modules may be given as arguments.
"""

import os
import sys


def shared_libraries(extensions: list[str]) -> list[str]:
    """Load (never run) the extension modules, then ask ``dl_iterate_phdr`` for what came with them."""
    import ctypes

    class Info(ctypes.Structure):
        _fields_ = (("address", ctypes.c_void_p), ("name", ctypes.c_char_p))

    for extension in extensions:
        try:
            ctypes.CDLL(extension, os.RTLD_LAZY)
        except OSError:  # one that the machine lacks a library for cannot be imported by anybody
            continue
    names: list[str] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Info), ctypes.c_size_t, ctypes.c_void_p)
    def note(info, _size, _data):  # type: ignore[no-untyped-def]
        names.append(os.fsdecode(info.contents.name or b""))
        return 0

    ctypes.CDLL(None).dl_iterate_phdr(note, None)
    return [name for name in names if name.startswith("/")]


if __name__ == "__main__":
    print(*sys.path, "", sep="\n")
    if sys.platform == "linux":
        dynamic = [
            entry.path
            for folder in sys.path
            if folder.endswith("/lib-dynload")
            for entry in os.scandir(folder)
            if entry.name.endswith(".so")
            and not entry.name.startswith("_tkinter.")  # no windows in a sandbox
        ]
        at_thread_end = "libgcc_s.so.1"  # which the C library loads late, when a thread is cancelled
        print(*shared_libraries([*dynamic, *sys.argv[1:], at_thread_end]), sep="\n")
