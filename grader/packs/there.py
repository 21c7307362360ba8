"""`python -P -m grader.packs.there PACK SUBMISSION RESULTS`: grade what was handed in, where a pack was uploaded to.

Whatever happens, RESULTS is written, and only a grading that came to its end gives points.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from grader.packs.message import not_graded, nothing_to_grade
from grader.packs.orders import Orders, read_orders
from grader.packs.submitted import NothingToGrade, find_submission
from model.files import write_whole

# Of a grading that gave a verdict: passed, failed, rejected.
VERDICTS = (0, 1, 3)
UNFINISHED = "The grading did not come to its end: it was stopped, or took too long or too much memory."
FAILED = "The grader could not grade your file (exit status {status})."


def main(pack: Path, submission: Path, results: Path) -> int:
    """The exit status: 0, and 1 where the grader failed and not the submission."""
    orders = read_orders(pack)
    results.parent.mkdir(parents=True, exist_ok=True)
    # Before anything else: whatever ends this program leaves it.
    write_whole(results, not_graded(orders, UNFINISHED))
    try:
        bot = find_submission(submission)
    except NothingToGrade as error:
        write_whole(results, nothing_to_grade(orders, str(error)))
        return 0
    status, written = grade(orders, pack, bot)
    if status in VERDICTS and written:
        write_whole(results, written)
        return 0
    write_whole(results, not_graded(orders, FAILED.format(status=status)))
    return 1


def grade(orders: Orders, pack: Path, bot: Path) -> tuple[int, bytes]:
    """The grader's exit status, and what it wrote in the format of the place; what it says goes to this stdout.

    It writes into a folder of its own, which no submission has heard of.
    """
    with tempfile.TemporaryDirectory(prefix="results-") as scratch:
        written = Path(scratch) / "results.json"
        words = [str(bot.absolute()), f"--{orders.place}", str(written), *orders.options(pack)]
        command = [sys.executable, "-P", "-m", "grader", *words]
        status = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT).returncode
        return status, written.read_bytes() if written.is_file() else b""


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).absolute() for argument in sys.argv[1:4])))
