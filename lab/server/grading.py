"""The real grader for a text of the page: a process of its own, whose progress and report are handed on."""

import asyncio
import contextlib
import secrets
import sys
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

# -P: nothing is imported from the folder, in which a stranger's file lies.
PROGRAM = ("-P", "-m", "lab.server.grade_one")
KEPT_REPORTS = 10
END_SECONDS = 3.0  # for the grader to end what it has started, before it is killed
NO_WORD = "it ended without a word"


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line for the page: how far it is, or the address of the report with its verdict, or why there is none."""

    done: int | None = None
    total: int | None = None
    report: str | None = None
    verdict: str | None = None
    failed: str | None = None


@dataclass
class Gradings:
    """The reports that were made, by a name that nobody can guess; and whether one is being made."""

    reports: dict[str, bytes] = field(default_factory=dict)
    is_busy: bool = False

    async def grade(self, source: bytes) -> AsyncGenerator[bytes, None]:
        """Grade a text: lines of JSON, one a Part, the first at once. Whoever stops reading ends the grader."""
        self.is_busy = True
        try:
            yield msgspec.json.encode(Part(done=0, total=1)) + b"\n"
            with tempfile.TemporaryDirectory(prefix="lab-") as folder:
                (Path(folder) / "bot.py").write_bytes(source)
                async for part in self._parts(Path(folder)):
                    yield msgspec.json.encode(part) + b"\n"
        finally:
            self.is_busy = False

    async def _parts(self, folder: Path) -> AsyncIterator[Part]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *PROGRAM,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        stderr = asyncio.create_task(process.stderr.read())
        report = None
        try:
            async for line in process.stdout:
                part = msgspec.json.decode(line, type=Part)
                if part.report is not None:
                    report = self.keep((folder / part.report).read_bytes())
                    part = msgspec.structs.replace(part, report=report)
                yield part
            await process.wait()
            if report is None:
                said = (await stderr).decode(errors="backslashreplace").strip().rpartition("\n")[2]
                yield Part(failed=said or NO_WORD)
        finally:
            await end(process)
            stderr.cancel()

    def keep(self, page: bytes) -> str:
        """The address of a report, below the site's; the oldest gives way."""
        name = secrets.token_urlsafe(16)
        self.reports[name] = page
        for old in list(self.reports)[:-KEPT_REPORTS]:
            del self.reports[old]
        return f"reports/{name}"


async def end(process: asyncio.subprocess.Process) -> None:
    """End the grader, which ends what it has started; one that does not is killed."""
    with contextlib.suppress(ProcessLookupError):
        if process.returncode is None:
            process.terminate()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), END_SECONDS)
        if process.returncode is None:
            process.kill()
            await process.wait()
