"""Questions that are answered in Python: what a reader wrote runs, and what comes of it is looked at."""

import random
from collections.abc import Callable

import msgspec

from lab.browser.guide.basics.mlp import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
# Of networks that say four different numbers above zero; the reader sees what the first one says.
SEEDS = (5, 22)


class Checked(msgspec.Struct, frozen=True):
    """Whether an answer is right, and what came of it."""

    right: bool
    said: str


def predictions(code: str) -> Checked:
    """`ypred` for each of `xs`, by an `mlp` of 3 inputs and layers of 2 and 1; by two of them, lest it be copied."""
    told, rights = [], []
    for seed in SEEDS:
        mlp = MLP(3, [2, 1], random.Random(seed))
        known = run(code, "ypred", {"xs": [list(x) for x in XS], "mlp": mlp})
        if "ypred" not in known:
            return Checked(False, "There is no ypred: no line of it gives ypred its value.")
        made = known["ypred"]
        told.append(f"ypred = {made!r}"[:300])
        rights.append(made in ([mlp(x) for x in XS], [mlp(x)[0] for x in XS]))
    if rights[0] and not all(rights):
        return Checked(False, "These are the right numbers, but for this network only. Ask mlp for them.")
    return Checked(all(rights), told[0])


def run(code: str, name: str, known: dict[str, object]) -> dict[str, object]:
    """All that is known once the code has run; an expression alone is taken as the value of `name`."""
    try:
        expression = compile(code, "<answer>", "eval")
    except SyntaxError:
        exec(code, known)
    else:
        known[name] = eval(expression, known)
    return known


CHECKS: dict[str, Callable[[str], Checked]] = {"predictions": predictions}


def check_code(name: str, code: str) -> Checked:
    """Run a reader's code and say what came of it; an exception of theirs is what came of it too."""
    try:
        return CHECKS[name](code)
    except Exception as error:
        return Checked(False, f"{type(error).__name__}: {error}")
