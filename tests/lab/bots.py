"""Bots to put into the editor: the starter, the shipped guard, and the starter with a part of its own."""

import random
import subprocess
import sys
from pathlib import Path

from bot.starter import BOT, without_solution
from lab.browser import house

SHIPPED = BOT.read_text(encoding="utf-8")
STARTER = without_solution(SHIPPED)

REQUEST, NAME = '"""\n    return None', '"""\n    return True'


def with_request_hook(body: str) -> str:
    """The starter, whose is_safe_request does this, at one indentation."""
    return replaced(REQUEST, f'"""\n    {body}')


def with_name_hook(body: str) -> str:
    """The starter, whose is_safe_name does this, at one indentation."""
    return replaced(NAME, f'"""\n    {body}')


def with_line(line: str) -> str:
    """The starter with a line more in its editable region."""
    return replaced("ORDINARY = []", f"ORDINARY = []\n{line}")


def replaced(old: str, new: str) -> str:
    assert STARTER.count(old) == 1
    return STARTER.replace(old, new)


def request_lines(count: int) -> list[str]:
    """Request lines of all kinds, each time the same."""
    rng, world = random.Random("request lines"), house.world()
    odd = ("", " ", "!!!", "Pêche", "ap-ple", "a" * 17, "a b c d", "\u2003", "\U0001f34e x")
    kinds = (world.words, world.stems, world.common, world.names, odd)
    return [" ".join(rng.choice(rng.choice(kinds)) for _ in range(rng.randint(1, 3))) for _ in range(count)]


def answers_of_the_program(source: str, lines: list[str], seed: str, folder: Path) -> list[str]:
    """What `python bot.py` answers to request lines on the desktop."""
    file = folder / "bot.py"
    file.write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(file), "--seed", seed, "--weights", str(house.WEIGHTS)],
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().removesuffix("\n").split("\n")
