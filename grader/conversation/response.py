"""The grammar of one response line, as strict as the protocol: what does not fit is malformed, and says why."""

import re
import unicodedata

import msgspec

# One name: what a prefix and letters can make. It is empty when the model ends a blank request at once.
NAMES = re.compile(rb"OK: ([a-z]{0,16}(?:, [a-z]{0,16})*)")
REFUSAL = b"REFUSE: "
MAX_REASON = 2_000  # characters
HOOK_FAILURE = re.compile(r"(is_safe_request|is_safe_name) failed: ")


class Named(msgspec.Struct, frozen=True):
    """`OK: ...` with its names."""

    names: tuple[str, ...]


class Refused(msgspec.Struct, frozen=True):
    """`REFUSE: ...` with its reason."""

    reason: str

    @property
    def failed_hook(self) -> str | None:
        """The hook that raised or returned something else, when the loop failed closed."""
        match = HOOK_FAILURE.match(self.reason)
        return match and match[1]


class Malformed(msgspec.Struct, frozen=True):
    """Neither, and why."""

    why: str


Response = Named | Refused | Malformed


def parse_response(line: bytes) -> Response:
    """Parse one line, without its newline."""
    if match := NAMES.fullmatch(line):
        return Named(tuple(match[1].decode("ascii").split(", ")))
    if not line.startswith(REFUSAL):
        expected = (
            "names of 0 to 16 letters a-z, with a comma and a space between" if line[:3] == b"OK:" else None
        )
        return Malformed(
            f"expected {expected}" if expected else "it begins with neither `OK: ` nor `REFUSE: `"
        )
    try:
        reason = line[len(REFUSAL) :].decode("utf-8")
    except UnicodeDecodeError as error:
        return Malformed(f"its reason is not UTF-8 (byte {error.start + len(REFUSAL)})")
    if not reason.strip():
        return Malformed("its reason is empty")
    if len(reason) > MAX_REASON:
        return Malformed(f"its reason has {len(reason)} characters, and {MAX_REASON} are enough")
    for index, character in enumerate(reason):
        # Control characters, line and paragraph separators: what could pass for a second line or move a cursor.
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            return Malformed(
                f"its reason holds {unicodedata.name(character, ascii(character))} at character {index}"
            )
    return Refused(reason)
