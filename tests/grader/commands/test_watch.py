"""`--watch`: every save is graded, however an editor saves, and what changed is told; driven by what it says."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.commands.cli import main
from tests.grader.making import ALLOW_ALL, REPOSITORY, run_grader, with_region

WATCHING = "Watching "
# Nothing of these is run, so that a test takes no longer than it must.
WITHOUT_REQUEST_HOOK = with_region(ALLOW_ALL.partition("\n\n\n")[2])
WITH_AN_IMPORT = with_region("import os\n" + ALLOW_ALL)


class Watcher:
    """A grader that watches: stdout and stderr as one stream of lines, in the order in which they came."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdout
        self.lines = process.stdout

    def until(self, beginning: str) -> str:
        """What it says up to a line that begins so; reading waits for it."""
        said = []
        for line in self.lines:
            said.append(line)
            if line.startswith(beginning):
                return "".join(said)
        pytest.fail(f"it ended: {''.join(said)}")

    def interrupted(self) -> tuple[str, int]:
        self.process.send_signal(signal.SIGINT)
        return self.lines.read(), self.process.wait()


@contextmanager
def watching(path: Path, *options: str) -> Iterator[Watcher]:
    command = [sys.executable, "-u", "-m", "grader", str(path), "--watch", "--seed", "1", *options]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=os.environ | {"COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Watcher(process)
        finally:
            process.kill()


def save_by_rename(path: Path, text: str) -> None:
    """As vim, Emacs and VS Code may do it."""
    new = path.with_name(".bot.py.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


@pytest.mark.slow
def test_each_save_is_graded_and_what_changed_is_told(tmp_path: Path) -> None:
    path, written = tmp_path / "bot.py", tmp_path / "report.json"
    path.write_text("x =", encoding="utf-8")
    with watching(path, "--json", str(written)) as watcher:
        first = watcher.until(WATCHING)
        assert "this file cannot be graded" in first
        assert "since the last run" not in first
        save_by_rename(path, WITHOUT_REQUEST_HOOK)
        second = watcher.until(WATCHING)
        assert "a hook is missing" in second.partition("since the last run")[0]
        changes = " ".join(second.partition("since the last run")[2].split())
        assert "gone this file cannot be graded" in changes
        assert "new a hook is missing" in changes
        # Beside files that are none of its business.
        (tmp_path / "notes.txt").write_text("a thought", encoding="utf-8")
        save_by_rename(path, WITH_AN_IMPORT)
        third = watcher.until(WATCHING)
        assert third.count("since the last run") == 1
        assert "gone a hook is missing" in " ".join(third.split())
        # Gone for a moment.
        path.unlink()
        watcher.until(f"{path} is gone; waiting until it is there again.")
        save_by_rename(path, "x =")
        assert "gone an import that is not allowed" in " ".join(watcher.until(WATCHING).split())
        # In place, which a grading may meet half done: then it is followed by another.
        path.write_text(WITHOUT_REQUEST_HOOK, encoding="utf-8")
        watcher.until("a hook is missing")
        watcher.until(WATCHING)
        assert b"hook-missing" in written.read_bytes()
        # What was shown last is what it ends with.
        assert watcher.interrupted() == ("", 3)


def test_what_is_not_there_at_first_is_wrong_use(tmp_path: Path) -> None:
    refused = run_grader(tmp_path / "missing.py", "--watch")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"cannot be read" in refused.stderr


def test_json_for_stdout_cannot_be_watched() -> None:
    refused = run_grader("bot/bot.py", "--watch", "--json", "-")
    assert refused.returncode == 2
    assert b"give --json a file" in refused.stderr


def test_without_watchfiles_a_sentence_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    refused = CliRunner().invoke(main, ["bot/bot.py", "--watch"])
    assert refused.exit_code == 2
    assert f"`{sys.executable} -m pip install watchfiles`" in refused.stderr
