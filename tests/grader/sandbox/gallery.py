"""Makes submissions of hostile files: a region pasted into the starter, or whatever a file's `source` makes of it."""

import ast
from pathlib import Path

from bot.starter import BOT, without_solution
from grader.sandbox.attacks import FOLDER, PRELUDE, Attack, Outside, armed, read_attack
from grader.submission.pristine import CLOSING_FENCE

HOSTILE = Path(__file__).resolve().parents[2] / "hostile"


def gallery() -> list[Attack]:
    """Every hostile file: those of the tests, and those that are installed with the grader."""
    installed = [path for path in FOLDER.glob("*.py") if path != PRELUDE and path.stem != "__init__"]
    return [
        read_attack(path) for path in sorted([*HOSTILE.glob("*.py"), *installed], key=lambda path: path.stem)
    ]


def is_whole_file(attack: Attack) -> bool:
    """Whether it has a function `source` that makes the whole file."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name == "source" for node in ast.parse(attack.code).body
    )


def submission(attack: Attack, outside: Outside) -> bytes:
    """The whole bot.py that a hostile student hands in. Without the attack it would allow everything."""
    if is_whole_file(attack):
        namespace: dict[str, object] = {}
        exec(compile(attack.code, attack.name, "exec"), namespace)
        make = namespace["source"]
        assert callable(make)
        made = make(BOT.read_text(encoding="utf-8"))
        return made if isinstance(made, bytes) else str(made).encode()
    lines = without_solution(BOT.read_text(encoding="utf-8")).splitlines(keepends=True)
    (fence,) = (number for number, line in enumerate(lines) if CLOSING_FENCE in line)
    return "".join([*lines[:fence], armed(attack, outside), "\n\n", *lines[fence:]]).encode()
