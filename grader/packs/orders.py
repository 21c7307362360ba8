"""What a pack is told once and keeps to: the settings of every grading in it."""

from pathlib import Path
from typing import Literal, get_args

import msgspec

Place = Literal["gradescope", "classroom50", "prairielearn"]
PLACES: tuple[Place, ...] = get_args(Place)

POLICY, WEIGHTS, ORDERS = "policy.toml", "model.json", "orders.json"


class Orders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without a seed each grading draws one of its own."""

    place: Place
    seed: str | None = None
    view: Literal["student", "instructor"] = "student"
    require_sandbox: Literal["isolated", "restricted", "limited", "unprotected"] = "limited"
    timeout: float = 5.0

    def options(self, pack: Path) -> list[str]:
        """The options of `grade` that say so, for a pack in this folder."""
        words = ["--policy", str(pack / POLICY), "--weights", str(pack / WEIGHTS), "--view", self.view]
        words += ["--require-sandbox", self.require_sandbox, "--timeout", f"{self.timeout:g}"]
        return [*words, *([f"--seed={self.seed}"] if self.seed is not None else [])]


def to_json(orders: Orders) -> bytes:
    return msgspec.json.format(msgspec.json.encode(orders), indent=2) + b"\n"


def read_orders(pack: Path) -> Orders:
    """Raises OSError and msgspec.DecodeError for a pack that is not whole."""
    return msgspec.json.decode((pack / ORDERS).read_bytes(), type=Orders)
