"""Files by path as one zip: the same bytes for the same files, and programs with their run bits."""

import io
import zipfile
from collections.abc import Mapping

# Of every entry; a zip knows no earlier day.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def mode_of(content: bytes) -> int:
    """What a file with this content may be: a program begins by naming its interpreter."""
    return 0o755 if content.startswith(b"#!") else 0o644


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The bytes of the zip, its entries in the order of their paths."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Made by another system, it would keep no run bits.
            entry.create_system = UNIX
            entry.external_attr = (0o100000 | mode_of(content)) << 16
            archive.writestr(entry, content)
    return out.getvalue()
