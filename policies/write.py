"""Putting a policy into a bot file: three lists of patterns, written between the markers of its solution.

A pattern of letters alone is a substring, `stem$` stands at the end, `^word$` is the whole string, and anything
else is an expression of the `regex` module. An ordinary string is never blocked, as a whole.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from .matcher import Matcher
from .names.given_names import GivenNames
from .policy import Policy
from .words import plurals, stems_of

PREFIX_LIST = "BLOCKED_PREFIX_PATTERNS"
OUTPUT_LIST = "BLOCKED_OUTPUT_PATTERNS"
ORDINARY_LIST = "ORDINARY"

BEGIN, END = b"### BEGIN SOLUTION", b"### END SOLUTION"
WIDTH = 110
INDENT = "    "


class WriteError(Exception):
    """A bot file that the lists cannot be put into: says which list, where and why."""


class Section(msgspec.Struct, frozen=True):
    """Patterns that stand together in a list, under a comment with their title."""

    title: str
    patterns: tuple[str, ...]


def pattern_lists(policy: Policy, given: GivenNames) -> dict[str, tuple[Section, ...]]:
    """The sections of each list, by the name of the list; no section is empty."""
    words = [Section(group, members) for group, members in policy.anywhere.items()]
    stems = [
        Section(f"{group}, stems", _stem_patterns(policy, members))
        for group, members in policy.anywhere.items()
    ]
    whole = [Section(f"{group}, whole", _whole_patterns(members)) for group, members in policy.whole.items()]
    expressions = [Section(expression.name, (expression.pattern,)) for expression in policy.expressions]
    ordinary = [
        Section("ordinary names", policy.ordinary),
        Section("common beginnings that end in a stem", tuple(_only_stems(policy, given.beginnings))),
        Section("names that end in a stem", tuple(_names_with_stems(policy, given))),
    ]
    lists = {
        PREFIX_LIST: (*words, *stems, *expressions),
        OUTPUT_LIST: (*words, *whole, *expressions),
        ORDINARY_LIST: ordinary,
    }
    return {
        name: tuple(section for section in sections if section.patterns) for name, sections in lists.items()
    }


def write_lists(source: bytes, policy: Policy, given: GivenNames) -> bytes:
    """A bot file with the policy's lists in it; everything outside the three lists is kept byte for byte.

    What stands between the two markers of a list is replaced, or between its brackets where it has no markers.
    Raises WriteError when the file does not parse or a list is missing.
    """
    return _replace(source, pattern_lists(policy, given))


def outdated_lists(source: bytes, policy: Policy, given: GivenNames) -> tuple[str, ...]:
    """The names of the lists that `write_lists` would change. Raises WriteError as it does."""
    lists = pattern_lists(policy, given)
    return tuple(name for name, sections in lists.items() if _replace(source, {name: sections}) != source)


def _stem_patterns(policy: Policy, words: Iterable[str]) -> tuple[str, ...]:
    """`stem$` for the stems of these words, without those that a word or a shorter stem catches anyway."""
    banned = re.compile("|".join(policy.anywhere_words))
    stems = policy.stems
    return tuple(
        f"{stem}$"
        for word in words
        for stem in stems_of(word, policy.stem)
        if stems[stem] == word
        and not banned.search(stem)
        and not any(stem[start:] in stems for start in range(1, len(stem)))
    )


def _whole_patterns(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"^{form}$" for word in words for form in (word, *plurals(word)))


def _names_with_stems(policy: Policy, given: GivenNames) -> Iterator[str]:
    """Names with something before their stem (selim); one that is the stem itself (melo) leads to the word."""
    stems = policy.stems
    names = _only_stems(policy, given.borne - set(given.beginnings))
    return (name for name in names if name not in stems)


def _only_stems(policy: Policy, texts: Iterable[str]) -> Iterator[str]:
    """Those that only a stem would refuse. One that is banned as a name stays refused: nothing may leak."""
    matcher = Matcher(policy)
    return (text for text in sorted(texts) if matcher.stem(text) and not matcher.banned(text))


def _replace(source: bytes, lists: Mapping[str, tuple[Section, ...]]) -> bytes:
    spans = [(_inside(source, name), sections) for name, sections in lists.items()]
    for (start, end), sections in sorted(spans, key=lambda item: item[0], reverse=True):  # later spans first
        newline = b"\r\n" if source[:start].endswith(b"\r\n") or b"\r\n" in source[start:end] else b"\n"
        lines = [INDENT + line for section in sections for line in _lines(section)]
        body = b"".join(line.encode() + newline for line in lines)
        opening = b"" if source[:start].endswith(b"\n") else newline
        source = source[:start] + opening + body + source[end:]
    return source


def _inside(source: bytes, name: str) -> tuple[int, int]:
    """Where the content of a top-level list begins and ends, as byte offsets."""
    literal = _list_literal(source, name)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start = starts[literal.lineno - 1] + literal.col_offset + 1
    end = starts[(literal.end_lineno or 0) - 1] + (literal.end_col_offset or 0) - 1
    begins, ends = _line_offsets(source, start, end, BEGIN), _line_offsets(source, start, end, END)
    if not begins and not ends:
        return start, end
    if len(begins) != 1 or len(ends) != 1 or begins[0][1] > ends[0][0]:
        markers = f"one line {BEGIN.decode()!r} and after it one line {END.decode()!r}"
        raise WriteError(f"line {literal.lineno}: {name} must hold {markers}, or neither")
    return begins[0][1], ends[0][0]


def _line_offsets(source: bytes, start: int, end: int, marker: bytes) -> list[tuple[int, int]]:
    """Where the lines that hold only this marker begin and end, newline included."""
    pattern = re.compile(rb"^[ \t]*" + re.escape(marker) + rb"[ \t]*\r?\n", re.MULTILINE)
    return [match.span() for match in pattern.finditer(source, start, end)]


def _list_literal(source: bytes, name: str) -> ast.List:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:  # ValueError: a NUL byte
        place = f"line {error.lineno}: " if isinstance(error, SyntaxError) else ""
        raise WriteError(f"{place}is not Python: {error}") from error
    values: list[ast.expr | None] = []
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                values.append(value)
            case ast.AnnAssign(target=ast.Name(id=target), value=value) if target == name:
                values.append(value)
    if len(values) != 1:
        found = "is missing" if not values else f"is assigned {len(values)} times"
        raise WriteError(f"{name} {found}: the file needs one `{name} = [...]` at top level")
    if not isinstance(values[0], ast.List):
        raise WriteError(f"{name} is not a list: the file needs one `{name} = [...]` at top level")
    return values[0]


def _lines(section: Section) -> list[str]:
    """A section as the lines of a list, its words side by side."""
    lines = [f"# {section.title}"]
    row: list[str] = []
    for pattern in section.patterns:
        if not re.fullmatch(r"\^?[a-z]+\$?", pattern):
            lines += _expression_lines(pattern)
            continue
        if row and len(INDENT + _row([*row, pattern])) > WIDTH:
            lines.append(_row(row))
            row = []
        row.append(pattern)
    return [*lines, _row(row)] if row else lines


def _row(patterns: list[str]) -> str:
    return ", ".join(f'"{pattern}"' for pattern in patterns) + ","


def _expression_lines(pattern: str) -> list[str]:
    """A string literal; a long one in several pieces, in brackets so that no comma seems forgotten."""
    room = WIDTH - 2 * len(INDENT) - len('r""')
    if len(pattern) <= room - len(INDENT):
        return [f"{_literal(pattern)},"]
    pieces = re.findall(rf".{{1,{room - 1}}}(?:\||$)|.{{1,{room}}}", pattern, re.DOTALL)
    return ["(", *(INDENT + _literal(piece) for piece in pieces), "),"]


def _literal(text: str) -> str:
    """A raw string where that can say it, else the plain literal."""
    raw = f'r"{text}"'
    plain = '"' not in text and not text.endswith("\\") and text.isprintable()
    return raw if plain else repr(text)
