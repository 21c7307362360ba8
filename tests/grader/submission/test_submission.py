"""A file that cannot be graded is refused with one clear sentence, before anything of it runs."""

import ast
import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.errors import Rejected, UsageError
from grader.submission.inspection import inspect
from grader.submission.parsing import parse
from grader.submission.source import MAX_BYTES, Submission, read_submission
from tests.grader.making import ALLOW_ALL, SHIPPED, line_of, run_grader, with_region

# What is in the file, and what the refusal says of it.
CONTENTS = {
    "a NUL byte": (b"x = 1\n\0\n", "holds a NUL byte"),
    "Latin-1": (b"x = 1\ny = '\xe9'\n", "is not UTF-8 (line 2)"),
    "UTF-16": ("x = 1".encode("utf-16"), "holds a NUL byte"),
    "a coding line": (b"# coding: latin-1\nx = 1\n", "declares another encoding"),
    "a coding line in the second line": (
        b"#!python\n# vim: fileencoding=utf-7\n",
        "declares another encoding",
    ),
    "an unknown coding": (b"# coding: wishful\n", "declares another encoding"),
    "a coding line that disagrees with the mark": (b"\xef\xbb\xbf# coding: latin-1\n", "another encoding"),
    "a coding line behind a lone CR": (b"\r# coding: utf-7\n#+AAo-import os\n", "declares another encoding"),
    "a syntax error": (b"x = 1\ndef f(:\n", ", line 2: "),
    "too many brackets": (b"(" * 5_000, ", line 1: "),
    "operators without end": (b"x = " + b"-" * 100_000 + b"1\n", "is nested too deeply"),
    "attributes without end": (b"x = a" + b".a" * 100_000 + b"\n", "is nested too deeply"),
    "a sum without end": (b"x = 1" + b"+1" * 100_000 + b"\n", "is nested too deeply"),
    "branches without end": (b"if a: pass\n" + b"elif a: pass\n" * 15_000, "is nested too deeply"),
    "1 MB": (b"#" * 1_000_000, "has more than 256 KiB"),
    "one byte too many": (b"#" * (MAX_BYTES + 1), "has more than 256 KiB"),
}


def is_one_sentence(text: str) -> bool:
    return "\n" not in text and "Traceback" not in text and text.endswith(".") and len(text) < 300


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_no_python_in_utf8_is_rejected_with_the_place_and_the_remedy(
    name: str, tmp_path: Path
) -> None:
    content, expected = CONTENTS[name]
    path = tmp_path / "bot.py"
    path.write_bytes(content)
    with pytest.raises(Rejected) as caught:
        inspect(read_submission(path))
    assert expected in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert is_one_sentence(str(caught.value))


@pytest.mark.parametrize(
    "name", ["utf-8", "utf8", "UTF8", "utf_8", "UTF-8", "u8", "U8", "utf", "cp65001", "utf8_ucs4"]
)
def test_every_name_of_utf8_may_stand_in_the_coding_line(name: str) -> None:
    assert len(parse("bot.py", f"# -*- coding: {name} -*-\nx = 'é'\n".encode()).statements) == 1


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    x = 1\n    global x  #<-",
        "return 1  #<-",
        "def f():\n    nonlocal x  #<-",
        "for x in ():\n    pass\nbreak  #<-",
    ],
)
def test_what_parses_and_cannot_be_compiled_is_rejected_with_its_line(code: str) -> None:
    text = with_region(f"{ALLOW_ALL}\n{code}\n")
    message = rf"^bot\.py, line {line_of(text, '#<-')}: .* - Python cannot read this file\.$"
    with pytest.raises(Rejected, match=message):
        inspect(Submission("bot.py", text.encode()))


def test_a_file_of_the_most_bytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_submission(path).source == b"#" * MAX_BYTES


def test_a_sparse_file_of_4_gb_is_refused_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    with path.open("wb") as file:
        file.truncate(4 << 30)
    with pytest.raises(Rejected, match="more than 256 KiB"):
        read_submission(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_text(SHIPPED)
    (tmp_path / "bot.py").symlink_to(tmp_path / "real.py")
    with pytest.raises(Rejected, match=r"bot\.py is a symbolic link: hand in the file itself\.$"):
        read_submission(tmp_path / "bot.py")


def test_a_link_to_nothing_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "bot.py").symlink_to(tmp_path / "nothing")
    with pytest.raises(Rejected, match="symbolic link"):
        read_submission(tmp_path / "bot.py")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


SPECIAL: dict[str, Callable[[Path], None]] = {}
if hasattr(os, "mkfifo"):
    SPECIAL["FIFO"] = os.mkfifo
if hasattr(socket, "AF_UNIX"):
    SPECIAL["socket"] = make_socket


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_file_is_not_opened(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    path = Path("bot.py")
    SPECIAL[kind](path)
    with pytest.raises(Rejected, match=r"^bot\.py is not a regular file"):
        read_submission(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices as files here")
def test_a_device_is_not_opened() -> None:
    with pytest.raises(Rejected, match=r"^/dev/zero is not a regular file"):
        read_submission(Path("/dev/zero"))


def test_a_missing_file_and_a_folder_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"missing\.py cannot be read \(No such file or directory\)"):
        read_submission(tmp_path / "missing.py")
    with pytest.raises(UsageError, match=r"is a folder: give the path of the bot\.py in it"):
        read_submission(tmp_path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_submission(tmp_path / "bot\0.py")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_file_that_may_not_be_read_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "bot.py"
    path.write_text("x = 1\n")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything
        os.seteuid(65_534)
    try:
        with pytest.raises(UsageError, match=r"cannot be read \(Permission denied\)"):
            read_submission(path)
    finally:
        os.seteuid(user)


def test_the_checked_bytes_are_kept_as_they_were(tmp_path: Path) -> None:
    source = b"\xef\xbb\xbf# coding: utf-8\r\n'''doc'''\r\nx = '\xc3\xa9'\r\n"
    path = tmp_path / "bot.py"
    path.write_bytes(source)
    submission = read_submission(path)
    assert submission.source == source
    statements = parse("bot.py", submission.source).statements
    assert [ast.unparse(statement) for statement in statements] == ["x = 'é'"]


CODING = st.sampled_from(
    [
        b"# coding: utf-7",
        b"#coding=utf-8",
        b"# -*- coding: utf8 -*-",
        b"x = 1",
        b"",
        b"\x0c",
        b"# \xc3\xa9",
        b"'''",
    ]
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r", b"\x0c\n", b"; "])


@given(st.lists(st.tuples(CODING, ENDS), max_size=4))
@example([(b"", b"\r"), (b"# coding: utf-7", b"\n")])
def test_the_statements_that_were_checked_are_those_that_python_runs(
    lines: list[tuple[bytes, bytes]],
) -> None:
    source = b"".join(text + end for text, end in lines) + b"\n#+AAo-y = 2\nz = 3\n"
    try:
        submission = parse("bot.py", source)
    except Rejected:
        return
    namespace: dict[str, object] = {}
    exec(compile(source, "bot.py", "exec", dont_inherit=True), namespace)
    assert "z" in namespace
    assert "y" not in namespace
    assert submission.statements[-1].end_lineno == ast.parse(submission.text).body[-1].end_lineno


@pytest.mark.slow
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_submission_or_are_rejected(source: bytes) -> None:
    with contextlib.suppress(Rejected):
        assert "\0" not in parse("bot.py", source).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "status"),
    [
        (Path.absolute, 2),
        (Path.mkdir, 2),
        (lambda path: path.symlink_to(__file__), 3),
        (lambda path: path.write_bytes(b"\xff"), 3),
        (lambda path: path.write_bytes(b"def f(:"), 3),
        (lambda path: path.write_bytes(b"#" * 1_000_000), 3),
    ],
    ids=["missing", "folder", "symlink", "not UTF-8", "syntax error", "1 MB"],
)
def test_the_command_says_so_without_a_traceback(
    make: Callable[[Path], object], status: int, tmp_path: Path
) -> None:
    path = tmp_path / "bot.py"
    make(path)
    done = run_grader(path)
    said = (done.stderr if status == 2 else done.stdout).decode()
    assert done.returncode == status
    assert b"Traceback" not in done.stdout + done.stderr
    assert "bot.py" in said
    if status == 2:
        assert said.count("\n") == 1
        assert done.stdout == b""
    else:
        assert "0.0 of 100  rejected" in said
        assert done.stderr == b""
