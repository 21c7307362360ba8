# mypy: ignore-errors
"""not-drawn: puts its own `random` in the library's place. Row 5."""

import random
import types

shadow = types.ModuleType("random")
vars(shadow).update(Random=lambda seed, original=random.Random: original(1))
sys.modules.update(random=shadow)
vars(sys.modules["__main__"]).update(random=shadow)
