"""How long a class takes: python benchmarks/cohort.py

A class of mixed submissions (shipped, starter, hostile, honest, slow), one twice as large, and one of equal files: the
time of each, beside the bars, and whether all have a result. --short takes a tenth of each.
"""

import argparse
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.instrument.gallery import gallery
from benchmarks.instrument.guard import Guard, shipped_region
from benchmarks.instrument.policy import REPOSITORY

MIXED, EQUAL = 100, 200
# Half a second at the start, and a third of a millisecond for each request.
SLOW = """
READY = sum(1 for _ in range(10_000_000))
served = is_safe_request


def is_safe_request(prefixes):
    sum(range(10_000))
    return served(prefixes)
"""
HOSTILE = (
    "while True:\n    pass\n",
    "def is_safe_request(prefixes):\n    while True:\n        pass\n",
    "def is_safe_request(prefixes):\n    print('x' * 100_000)\n",
    "def is_safe_name(name):\n    import os\n",
    "def is_safe_name(name):\n    return is_safe_name(name)\n",
    "HOARD = [0] * 10**9\n",
    "def is_safe_request(prefixes):\n    raise SystemExit\n",
    "def is_safe_request(prefixes):\n    return '</td><script>alert(1)</script>'\n",
)


def mixed() -> Iterator[tuple[str, str]]:
    """A kind and a source, for ever. The starter and the shipped bot are handed in as they are; no others are equal."""
    shipped, (starter,) = shipped_region(), [guard for guard in gallery() if guard.name == "starter"]
    honest = itertools.cycle(guard.region for guard in gallery() if guard.kind != "failing")
    hostile = itertools.cycle(HOSTILE)
    for number in itertools.count():
        kind = (
            "honest",
            "starter",
            "honest",
            "hostile",
            "honest",
            "shipped",
            "honest",
            "starter",
            "honest",
            "slow",
        )[number % 10]
        region = {
            "honest": lambda: next(honest),
            "starter": lambda: starter.region,
            "hostile": lambda: starter.region + next(hostile),
            "shipped": lambda: shipped,
            "slow": lambda: shipped + SLOW,
        }[kind]()
        yield kind, source_of(region, 0 if kind in ("starter", "shipped") else number)


def source_of(region: str, number: int) -> str:
    """The bot file with this region, and a comment that makes it another file."""
    return Guard("", "", "", f"{region}\n# submission {number}\n").source


@dataclass(frozen=True, slots=True)
class Timed:
    """One class: how many, the seconds of the clock and of all processors, and how many have no result."""

    name: str
    count: int
    seconds: float
    cpu: float
    lost: int


def timed(name: str, sources: Sequence[tuple[str, str]], workers: int | None) -> Timed:
    with tempfile.TemporaryDirectory() as folder:
        submissions, out = Path(folder, "submissions"), Path(folder, "results")
        submissions.mkdir()
        for number, (kind, source) in enumerate(sources):
            (submissions / f"{kind}-{number:04}.py").write_text(source, encoding="utf-8")
        command = [sys.executable, "-m", "grader", str(submissions), "--out", str(out), "--seed", "class"]
        command += ["--workers", str(workers)] if workers else []
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(command, cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (0, 1):
            raise SystemExit(f"the grader ended with {done.returncode}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Timed(name, len(sources), seconds, cpu, len(sources) - len(list((out / "pages").iterdir())))


def row(item: Timed) -> str:
    return (
        f"{item.name:<14}{item.count:>6}{item.seconds:>10.1f}{item.count / item.seconds:>12.2f}"
        f"{item.cpu / item.count:>14.2f}{item.lost:>6}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--short", action="store_true", help="a tenth of each")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (default: the grader's own)")
    options = parser.parse_args(arguments)
    share = 10 if options.short else 1
    classes = list(itertools.islice(mixed(), 2 * MIXED // share))
    print(
        f"{'class':<14}{'files':>6}{'seconds':>10}{'a second':>12}{'CPU s a file':>14}{'lost':>6}", flush=True
    )
    found = []
    for name, sources in (
        ("mixed", classes[: MIXED // share]),
        ("twice as many", classes),
        ("equal", [("equal", source_of(shipped_region(), 0))] * (EQUAL // share)),
    ):
        found.append(timed(name, sources, options.workers))
        print(row(found[-1]), flush=True)
    once, twice, equal = found
    bars = (
        ("minutes for the mixed class", once.seconds / 60, once.seconds <= 180 / share),
        (
            "times as long for twice as many",
            twice.seconds / once.seconds,
            twice.seconds <= 2.05 * once.seconds,
        ),
        ("equal files a second", equal.count / equal.seconds, equal.count >= 2 * equal.seconds),
        ("lost", sum(item.lost for item in found), not any(item.lost for item in found)),
    )
    for words, value, is_met in bars:
        print(f"{words:<36}{value:>8.2f}  {'met' if is_met else 'MISSED'}")
    return 0 if all(is_met for *_, is_met in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
