"""From the bytes of a file to its statements, or to the sentence that says why Python cannot run them."""

import ast
import codecs
import contextlib
import io
import re
import tokenize
import warnings
from collections.abc import Iterator

import msgspec

from grader.errors import Rejected

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Parsed(msgspec.Struct, frozen=True):
    """A file that Python can read: its text, and its statements without any docstrings."""

    text: str
    statements: tuple[ast.stmt, ...]


def parse(path: str, source: bytes) -> Parsed:
    """Decode and parse; Rejected names the line where Python gave up."""
    if b"\0" in source:
        raise Rejected(f"{path} holds a NUL byte: it is not a text file.")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise Rejected(f"{path} is not UTF-8 (line {line}): save it as UTF-8.") from error
    if not is_declared_utf8(source):
        # Python would then run other text than the one that was checked.
        raise Rejected(f"{path} declares another encoding than UTF-8: remove the coding line.")
    with python_errors(path):
        tree = ast.parse(source)  # the bytes, as the child will read them
    drop_docstrings(tree)
    return Parsed(text, tuple(tree.body))


def check_compiles(path: str, source: bytes) -> None:
    """What parses may still not compile: `return` outside a function. Rejected names the line.

    Python's compiler can take long for large files, so this comes last.
    """
    with python_errors(path):
        compile(source, path, "exec", dont_inherit=True)


@contextlib.contextmanager
def python_errors(path: str) -> Iterator[None]:
    """Rejected for what Python says of a source; its warnings ("invalid escape sequence") are not our business."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except SyntaxError as error:
        raise Rejected(f"{path}, line {error.lineno}: {error.msg} - Python cannot read this file.") from error
    except SystemError as error:
        # Faults of Python's own compiler, such as for `__class__` in a comprehension on Python 3.12.1 and 3.13.0.
        raise Rejected(f"{path} is more than Python can compile: {str(error)[:200]}.") from error
    except (RecursionError, MemoryError, ValueError) as error:
        # What every supported Python raises for nesting that its parser cannot hold.
        raise Rejected(f"{path} is nested too deeply for Python to read ({type(error).__name__}).") from error


def drop_docstrings(tree: ast.Module) -> None:
    """Take the docstrings out of a module and of every function and class in it."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Module, *SCOPES)) and node.body and is_docstring(node.body[0]):
            # A function or class may not be without a body: `pass` stands in for a docstring alone.
            stand_in = [] if isinstance(node, ast.Module) else [ast.copy_location(ast.Pass(), node.body[0])]
            node.body = node.body[1:] or list(stand_in)
        for block in ("body", "handlers", "cases", "orelse", "finalbody"):
            waiting += getattr(node, block, ())


def is_declared_utf8(source: bytes) -> bool:
    """Whether the coding line, where there is one, names UTF-8, by whichever of its names."""
    # It counts where Python sees one, and Python ends lines at a lone CR too.
    lines = re.sub(rb"\r\n?", b"\n", source.removeprefix(codecs.BOM_UTF8))
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(lines).readline)
        return codecs.lookup(encoding).name == "utf-8"
    except (SyntaxError, LookupError):
        return False


def is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
