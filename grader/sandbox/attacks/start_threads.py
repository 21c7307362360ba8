# mypy: ignore-errors
"""forbidden-import: starts threads until it is refused. Bounded.

Held from: unprotected. Row 9.
"""

import threading

MANY = 5_000
threading.stack_size(1 << 20)
gate = threading.Event()


def start():
    for _ in range(MANY):
        threading.Thread(target=gate.wait, daemon=True).start()


attempt(f"start {MANY} threads", start)
gate.set()
