# mypy: ignore-errors
"""crashed: breaks the interpreter's memory, with a module that nobody imported. Row 24."""


def is_safe_request(prefixes):
    ctypes = sys.modules["_frozen_importlib"]._gcd_import("ctypes")
    ctypes.string_at(0)
