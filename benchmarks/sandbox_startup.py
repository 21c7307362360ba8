"""What the sandbox costs a submission at its start: python benchmarks/sandbox_startup.py

From the start of the process to the first response of the shipped bot, for a bare child and for each level that this
machine offers, in turns. The canary, which runs once for each grading, is timed apart.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile

from grader.sandbox import Level, Limits, Program, Protection, SandboxError, protect, start

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE, WEIGHTS = REPOSITORY / "bot" / "bot.py", REPOSITORY / "model.json"
ROUNDS = 21
REQUEST = b"j\n"


def bare(folder: Path) -> float:
    """Seconds to the first response of `python bot.py` as a user would start it."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-B", "bot.py"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(REQUEST)
        child.stdout.readline()
        seconds = time.perf_counter() - started
        child.stdin.close()
    return seconds


def held(protection: Protection) -> float:
    """The same in the sandbox."""
    program = Program(SOURCE.read_bytes(), WEIGHTS.read_bytes(), {"BOT_SEED": "1"})
    started = time.perf_counter()
    with start(program, protection, Limits()) as child:
        child.stdin.write(REQUEST)
        child.stdout.read(1)
        return time.perf_counter() - started


def main() -> None:
    ways: dict[str, Callable[[], float]] = {}
    canary = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copyfile(SOURCE, folder / "bot.py")
        copyfile(WEIGHTS, folder / "model.json")
        ways["bare child"] = lambda: bare(folder)
        for level in sorted(Level, reverse=True):
            started = time.perf_counter()
            try:
                protection = protect(level)
            except SandboxError as error:
                print(error, file=sys.stderr)
                continue
            canary.append(f"{level.value} {(time.perf_counter() - started) * 1e3:.0f}")
            ways[level.value] = lambda protection=protection: held(protection)  # type: ignore[misc]
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(ROUNDS + 1):  # the first warms up
            for way, measure in ways.items():
                seconds[way].append(measure())
    medians = {way: statistics.median(values[1:]) * 1e3 for way, values in seconds.items()}
    print(f"{'way':<14}{'median ms':>10}{'extra ms':>10}{'ratio':>8}")
    for way, median in medians.items():
        peer = medians["bare child"]
        print(f"{way:<14}{median:>10.1f}{median - peer:>10.1f}{median / peer:>7.2f}x")
    print(f"once for each grading, the canary (ms): {', '.join(canary)}")


if __name__ == "__main__":
    main()
