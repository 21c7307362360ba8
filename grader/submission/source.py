"""A submission is read once, as bytes. What was checked here is what is run."""

import ast
import io
import os
import re
import stat
import symtable
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from grader.errors import Rejected, UsageError

MAX_BYTES = 256 * 1024
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that parses: its name as the user gave it, its bytes, and its statements without any docstrings."""

    path: str
    source: bytes
    text: str
    statements: tuple[ast.stmt, ...]


def read_submission(path: Path) -> Submission:
    """Read and parse a submission.

    Raises UsageError when there is nothing to read, Rejected when what is there cannot be a submission.
    """
    source = read_regular_file(path)
    return parse(str(path), source)


def read_regular_file(path: Path) -> bytes:
    """The bytes of a regular file of at most MAX_BYTES; links, pipes and devices are not followed or opened."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({reason(error)}): give the path of a bot.py.") from error
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is a folder: give the path of the bot.py in it.")
    if stat.S_ISLNK(found.st_mode):
        raise Rejected(f"{path} is a symbolic link: hand in the file itself.")
    if not stat.S_ISREG(found.st_mode):
        raise Rejected(f"{path} is not a regular file: hand in a bot.py.")
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            opened = os.fstat(file.fileno())
            if not os.path.samestat(opened, found):
                raise Rejected(f"{path} was exchanged while it was being read.")
            source = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({reason(error)}).") from error
    if len(source) > MAX_BYTES:
        raise Rejected(f"{path} has more than {MAX_BYTES // 1024} KiB: a bot.py needs a tenth of that.")
    return source


def reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def parse(path: str, source: bytes) -> Submission:
    """Decode and parse; Rejected names the line where Python gave up."""
    if b"\0" in source:
        raise Rejected(f"{path} holds a NUL byte: it is not a text file.")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise Rejected(f"{path} is not UTF-8 (line {line}): save it as UTF-8.") from error
    try:
        # A coding line counts where Python sees one, and it ends lines at a lone CR too.
        encoding, _ = tokenize.detect_encoding(io.BytesIO(re.sub(rb"\r\n?", b"\n", source)).readline)
    except SyntaxError:
        encoding = "unknown"
    if encoding not in ("utf-8", "utf-8-sig"):
        # Python would then run other text than the one that was checked.
        raise Rejected(f"{path} declares another encoding than UTF-8: remove the coding line.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is not the grader's business
            tree = ast.parse(source)  # the bytes, as the child will read them
            symtable.symtable(text, path, "exec")  # what is no syntax error, and yet cannot be compiled
    except SyntaxError as error:
        raise Rejected(f"{path}, line {error.lineno}: {error.msg} - Python cannot read this file.") from error
    except (RecursionError, MemoryError, ValueError) as error:
        # What every supported Python raises for nesting that its parser cannot hold.
        raise Rejected(f"{path} is nested too deeply for Python to read ({type(error).__name__}).") from error
    for node in ast.walk(tree):
        if isinstance(node, SCOPES) and is_docstring(node.body[0]):
            # Nothing may be without a body: `pass` stands in for a docstring alone.
            node.body = node.body[1:] or [ast.copy_location(ast.Pass(), node.body[0])]
    statements = tree.body[1:] if tree.body and is_docstring(tree.body[0]) else tree.body
    return Submission(path, source, text, tuple(statements))


def is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
