"""Request lines a second: python benchmarks/serving.py

The same 10,000 mixed lines for bot/bot.py, for `--jobs 2`, and for the peer, plain_bot.py, which keeps nothing from one
name to the next. The peer answers only the first lines: its speed does not depend on how many. Each way is a process of
its own, in turns, and the best of three counts; start-up is included, and all must give the same responses.

Twice: with common beginnings, which prefix caching remembers, and with beginnings of any length, of which most are new.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
LINES = 10_000
ROUNDS = 3
WAYS = (
    ("plain loop", 2_000, ("benchmarks/plain_bot.py",)),
    ("bot/bot.py", LINES, ("bot/bot.py",)),
    ("python -m bot --jobs 2", LINES, ("-m", "bot", "--jobs", "2")),
)
BAD = ("appl", "xxplumxx", "mybanana", "ANNAGRAP", "ap-ple", "j pear k", "cherries", "lemo")
JUNK = ("!!!", "123 456", "a" * 17, "é ñ", "\x00", "j\u2028k", "  ", "\ufeffma", "m" * 5_000)


class Run(NamedTuple):
    seconds: float
    megabytes: float  # peak resident memory of the process, not of its workers
    responses: bytes


def common_beginnings() -> list[str]:
    """The few hundred that 20 names and more begin with."""
    lines = (REPOSITORY / "policies" / "beginnings.txt").read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if not line.startswith("#")]


def any_beginnings() -> list[str]:
    """Every beginning of every name, as often as names have it."""
    names = (REPOSITORY / "model" / "data" / "names.txt").read_text(encoding="ascii").split()
    return [name[:length] for name in names for length in range(1, len(name) + 1)]


def requests(beginnings: list[str], seed: int) -> list[bytes]:
    """Mixed lines: four in five ask for 1 to 4 names with these beginnings; the rest are blank, bad or junk."""
    rng = random.Random(seed)
    weights = {"beginnings": 80, "blank": 5, "bad": 10, "junk": 5}
    kinds = rng.choices(tuple(weights), tuple(weights.values()), k=LINES)
    return [request(kind, beginnings, rng).encode() + b"\n" for kind in kinds]


def request(kind: str, beginnings: list[str], rng: random.Random) -> str:
    if kind == "beginnings":
        return " ".join(rng.choices(beginnings, k=rng.randint(1, 4)))
    return rng.choice({"blank": ("",), "bad": BAD, "junk": JUNK}[kind])


def run(arguments: tuple[str, ...], lines: list[bytes]) -> Run:
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout:
        stdin.writelines(lines)
        stdin.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments, "--seed", "7"], stdin=stdin, stdout=stdout, cwd=REPOSITORY
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        if status:
            sys.exit(f"{' '.join(arguments)} ended with wait status {status}")
        stdout.seek(0)
        return Run(seconds, usage.ru_maxrss / 1024, stdout.read())


def main() -> None:
    for title, beginnings in (("common", common_beginnings()), ("any", any_beginnings())):
        compare(title, requests(beginnings, seed=7))


def compare(title: str, lines: list[bytes]) -> None:
    """Run each way over the lines in turns, and print its row."""
    best: dict[str, Run] = {}
    for _ in range(ROUNDS):
        for way, count, arguments in WAYS:
            best[way] = min(best.get(way, Run(float("inf"), 0, b"")), run(arguments, lines[:count]))
    expected = best["bot/bot.py"].responses
    columns = f"{'lines':>8}{'names':>8}{'seconds':>9}{'names/s':>9}{'ratio':>8}{'peak MB':>9}"
    print(f"{f'{title} beginnings':<24}{columns}")
    base = 0.0
    for way, count, _ in WAYS:
        seconds, megabytes, responses = best[way]
        answered = responses.splitlines()
        if answered != expected.splitlines()[:count]:
            sys.exit(f"{way}: other responses than bot/bot.py")
        names = sum(line.count(b",") + 1 for line in answered if line.startswith(b"OK:"))
        base = base or names / seconds
        ratio = names / seconds / base
        print(
            f"{way:<24}{count:>8,}{names:>8,}{seconds:>9.2f}{names / seconds:>9,.0f}"
            f"{ratio:>7.2f}x{megabytes:>9.1f}"
        )


if __name__ == "__main__":
    main()
