"""From the bytes of a file to its statements, or to the sentence that says why Python cannot run them."""

import ast
import codecs
import io
import re
import tokenize
import warnings
from dataclasses import dataclass

from grader.errors import Rejected

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Parsed:
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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is not the grader's business
            # The bytes, as the child will read them. What parses may still not compile: `return` outside a function.
            compile(source, path, "exec", dont_inherit=True)
            tree = ast.parse(source)
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
    return Parsed(text, tuple(statements))


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
