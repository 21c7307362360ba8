"""The process that grades: bot.py of its folder, in the grader's sandbox. Progress on stdout, a JSON line each."""

import sys
from pathlib import Path

import msgspec

from grader.errors import GraderFault, UsageError
from grader.grading.run import grade
from grader.grading.settings import Settings
from grader.report.html import to_html
from grader.sandbox import SandboxError

REPORT = "report.html"


def say(**part: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(part) + b"\n")
    sys.stdout.buffer.flush()


def main() -> None:
    """Grade, and leave the report in this folder; where that cannot be, say why on stderr."""
    try:
        report = grade(Path("bot.py"), Settings(costs=True), lambda done, total: say(done=done, total=total))
    except (UsageError, SandboxError, GraderFault) as error:
        sys.exit(str(error))
    Path(REPORT).write_bytes(to_html(report))
    say(report=REPORT, verdict=f"{report.score:.1f} of 100: {report.verdict}")


if __name__ == "__main__":
    main()
