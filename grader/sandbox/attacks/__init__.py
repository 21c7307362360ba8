"""Small hostile programs. `self-test` runs them as they are; the tests put them into a submission's editable region.

The first line of each docstring is the verdict that a submission with it must get (or either of two), and what it
tries. "Held from"
names the weakest level at which every try must fail; "Linux only" keeps it from running elsewhere.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.sandbox.levels import Level

FOLDER = Path(__file__).parent
PRELUDE = FOLDER / "prelude.py"
ESCAPED = b"ESCAPED"
FIRST_LINE = re.compile(r'^"""(?P<verdicts>[a-z-]+(?: or [a-z-]+)*): (?P<about>.+)$', re.MULTILINE)
HELD_FROM = re.compile(r"^(?P<linux>Linux only\. )?Held from: (?P<level>[a-z]+)\.", re.MULTILINE)


class Attack(msgspec.Struct, frozen=True):
    """One hostile program, as its file describes it."""

    name: str
    verdicts: frozenset[str]  # a submission with it must get one of these: codes of grader.verdict.Kind
    about: str
    held_from: Level
    code: str
    linux_only: bool


class Outside(msgspec.Struct, frozen=True):
    """What there is outside for an attack to go for; attacks are told all of it."""

    secret: str  # a file
    target: str  # a folder
    grader: int  # process id
    port: int


def read_attack(path: Path) -> Attack:
    """Raises ValueError for a file whose docstring does not begin with a verdict."""
    code = path.read_text(encoding="utf-8")
    first, held = FIRST_LINE.search(code), HELD_FROM.search(code)
    if first is None:
        raise ValueError(f'{path.name}: the docstring must begin with """verdict: what it does')
    return Attack(
        name=path.stem,
        verdicts=frozenset(first["verdicts"].split(" or ")),
        about=first["about"].strip('."'),
        held_from=Level(held["level"]) if held else Level.UNPROTECTED,
        code=code,
        linux_only=bool(held and held["linux"]),
    )


def attacks() -> Iterator[Attack]:
    """The gallery that is installed with the grader, in alphabetical order."""
    for path in sorted(FOLDER.glob("*.py")):
        if path != PRELUDE and path.stem != "__init__":
            attack = read_attack(path)
            if sys.platform == "linux" or not attack.linux_only:
                yield attack


def armed(attack: Attack, outside: Outside) -> str:
    """The attack's code behind the prelude, told what is outside."""
    prelude = PRELUDE.read_text(encoding="utf-8")
    for word, value in (
        ("SECRET", outside.secret),
        ("TARGET", outside.target),
        ("GRADER", str(outside.grader)),
        ("PORT", str(outside.port)),
    ):
        prelude = prelude.replace(f'"@{word}@"', repr(value))
    return f"{prelude}\n\n{attack.code}"
