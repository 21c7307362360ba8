"""Questions that are answered in Python: what a reader wrote runs, and what comes of it is looked at."""

import random
from collections.abc import Callable

import msgspec

from lab.browser.guide.basics.mlp import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]


class Checked(msgspec.Struct, frozen=True):
    """Whether an answer is right, and what came of it."""

    right: bool
    said: str


def predictions(code: str) -> Checked:
    """`ypred` for each of `xs`, by an `mlp` of 3 inputs and layers of 2 and 1."""
    mlp = MLP(3, [2, 1], random.Random(42))
    known: dict[str, object] = {"xs": [list(x) for x in XS], "mlp": mlp}
    exec(code if "ypred" in code else f"ypred = {code}", known)
    made = known.get("ypred")
    right = made in ([mlp(x) for x in XS], [mlp(x)[0] for x in XS])
    return Checked(right, f"ypred = {made!r}"[:300])


CHECKS: dict[str, Callable[[str], Checked]] = {"predictions": predictions}


def check_code(name: str, code: str) -> Checked:
    """Run a reader's code and say what came of it; an exception of theirs is what came of it too."""
    try:
        return CHECKS[name](code)
    except Exception as error:
        return Checked(False, f"{type(error).__name__}: {error}")
