"""Whatever is in a file, its inspection ends with a verdict on it, in a process of its own."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import grader.submission.inspection
from grader.errors import GraderFault, Rejected
from grader.submission.answer import MOST_LETTERS, READY
from grader.submission.inspection import Inspection, inspect
from grader.submission.source import MAX_BYTES, Submission
from grader.submission.syntax import Difference
from grader.verdict import Kind
from tests.grader.making import ALLOW_ALL, SHIPPED, with_region


def inspected(text: str | bytes, path: str = "bot.py") -> tuple[Difference, ...]:
    return inspect(Submission(path, text if isinstance(text, bytes) else text.encode()))


def with_code(code: str) -> str:
    return with_region(f"{ALLOW_ALL}\n{code}\n")


def filled(start: str, unit: str, end: str = "") -> str:
    """A copy of the bot whose region makes it as large as a file may be."""
    room = MAX_BYTES - len(with_code(start + end).encode())
    return with_code(start + unit * (room // len(unit)) + end)


def test_the_shipped_bot_is_whole_and_a_changed_one_is_told_as_it_is_in_this_process() -> None:
    assert inspected(SHIPPED) == ()
    (found,) = inspected(SHIPPED.replace("MAX_DRAWS = 10", "MAX_DRAWS = 11"))
    assert (found.kind, found.what) == (Kind.FROZEN_CHANGED, "`MAX_DRAWS = ...` was changed")
    assert found.line == SHIPPED[: SHIPPED.index("MAX_DRAWS = 10")].count("\n") + 1
    assert "-MAX_DRAWS = 10\n+MAX_DRAWS = 11" in found.diff


def test_a_large_constant_is_as_good_as_any() -> None:
    assert inspected(with_code("X = 0x" + "f" * 5_000)) == ()
    (found,) = inspected(SHIPPED.replace("MAX_DRAWS = 10", "MAX_DRAWS = 0x" + "f" * 5_000))
    assert found.what == "`MAX_DRAWS = ...` was changed"


# Each held the check up, or was quadratic in it. The verdict is what it must be, and not that time ran out.
LARGE = {
    "statements": (filled("def f():", "1;", "\n" + "gpt = 1\n" * 10), Kind.FROZEN_NAME_BOUND),
    "rebindings": (filled("", "gpt=1\n"), Kind.FROZEN_NAME_BOUND),
    "stores": (filled("", "config[0]=1\n"), Kind.FROZEN_NAME_BOUND),
    "imports": (filled("", "import os\n"), Kind.FORBIDDEN_IMPORT),
    "names and lambdas": (filled("", "a=lambda:a\n", "gpt = 1"), Kind.FROZEN_NAME_BOUND),
    "decorators": (filled("", "@a\n", "def gpt(): pass"), Kind.FROZEN_NAME_BOUND),
    "comprehensions": (filled("x=[", "[a for a in b],", "(gpt := 1)]"), Kind.FROZEN_NAME_BOUND),
    "loops of one comprehension": (filled("x=[(gpt := a)", " for a in b", "]"), Kind.FROZEN_NAME_BOUND),
    "branches without the end": (
        filled("", "if a:b\n").replace("if __name__ == ", "if __name__ != "),
        Kind.FROZEN_CHANGED,
    ),
    "statements before all": ("1;" * 100_000 + "\n" + SHIPPED, Kind.FROZEN_CHANGED),
    "copies of a frozen statement": (
        filled("", "BOS = 26\n").replace("MAX_DRAWS = 10", "MAX_DRAWS = 11"),
        Kind.FROZEN_CHANGED,
    ),
    "lines of a changed function": (
        SHIPPED.replace(
            "    return [sum(map(mul, row, x))", "    return x\n" * 15_000 + "    return [sum(map(mul, x, x))"
        ),
        Kind.FROZEN_CHANGED,
    ),
    "another file": ("def f():pass\n" * 20_000, Kind.FROZEN_CHANGED),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_has_its_verdict_within_the_limits(name: str) -> None:
    text, kind = LARGE[name]
    found = inspected(text)
    assert {difference.kind for difference in found} == {kind}
    assert all(len(difference.what) <= MOST_LETTERS for difference in found)


def program(code: str) -> str:
    """Stands in for the program of the process: code that runs once the file is to be read."""
    return f"import os, sys; os.write(1, {READY!r}); {code}"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("os.kill(os.getpid(), 11)", "killed by SIGSEGV"),
        ("os.kill(os.getpid(), 24)", "that takes too long"),
        ("os._exit(0)", "exit status 0"),
        ("sys.exit(9)", "exit status 9"),
        ("os.write(1, b'{')", "exit status 0"),
        ("os.write(1, bytes([255]))", "exit status 0"),
        ('os.write(1, b\'{"found": [{"kind": "X", "line": 1, "what": "", "diff": ""}]}\')', "exit status 0"),
        ("raise MemoryError", "exit status 1"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals")
def test_a_process_that_breaks_on_a_file_is_a_verdict_on_the_file(
    code: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grader.submission.inspection, "PROGRAM", program(code))
    with pytest.raises(Rejected) as caught:
        inspected("#" * MAX_BYTES)
    assert str(caught.value) == f"bot.py cannot be checked ({why}): write it in a plainer way."


@pytest.mark.slow
def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        grader.submission.inspection, "PROGRAM", program("input(); input()\nwhile True: pass")
    )
    with (
        Inspection(Submission("bot.py", b"\n\n"), seconds=1.0) as inspection,
        pytest.raises(Rejected, match=r"^bot\.py cannot be checked \(that takes too long\)"),
    ):
        inspection.differences()


def test_leaving_ends_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grader.submission.inspection, "PROGRAM", program("\nwhile True: pass"))
    with Inspection(Submission("bot.py", b"#" * MAX_BYTES)) as inspection:
        pass
    assert inspection.ended


def test_a_process_that_does_not_start_is_the_graders_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grader.submission.inspection, "FOLDERS", ())
    with pytest.raises(GraderFault, match=r"did not start \(ModuleNotFoundError: No module named 'grader'\)"):
        inspected(SHIPPED)


def test_an_unforeseen_exception_is_a_verdict_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "import grader.submission.examine as e; e.parse = lambda *_: 1 / 0; e.main(sys.argv[1])"
    monkeypatch.setattr(
        grader.submission.inspection, "PROGRAM", f"import sys; sys.path += sys.argv[2:]; {broken}"
    )
    with pytest.raises(Rejected, match=r"^bot\.py cannot be checked \(ZeroDivisionError\)"):
        inspected(SHIPPED)


def test_neither_the_folder_nor_the_environment_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ast", "grader", "msgspec", "json", "sitecustomize", "usercustomize", "bot"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'imported')!r}, 'a').write({name!r})\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("PYTHONINSPECT", "1")
    assert inspected(with_code("mine = '\\d'")) == ()
    assert not (tmp_path / "imported").exists()


@pytest.mark.parametrize("path", ["b\udcffot.py", "é \u2028.py", "-c", "x" * 5_000])
def test_any_name_of_a_file_can_be_told(path: str) -> None:
    with pytest.raises(Rejected, match="holds a NUL byte"):
        inspected(b"\0", path)


NOT_UTF8: Sequence[str] = ("MAX_DRAWS = '\\udcff'", "MAX_DRAWS = f'\\udcff{1}'", "MAX_DRAWS = '\\x00\\u2028'")


@pytest.mark.parametrize("code", NOT_UTF8)
def test_what_is_shown_of_a_file_is_text(code: str) -> None:
    (found,) = inspected(SHIPPED.replace("MAX_DRAWS = 10", code))
    assert found.diff.encode().decode() == found.diff
