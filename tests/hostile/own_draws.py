# mypy: ignore-errors
"""not-drawn: emits a draw of another slot. Row 18."""


def is_safe_request(prefixes):
    vars(sys.modules["__main__"]).update(slot_stream=lambda seed, request, slot: random.Random(f"{seed}:0:0"))
    return None
