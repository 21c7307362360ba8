"""The lists of a guard, read from its syntax and never by running it, and what the shipped hooks make of them."""

import ast
from collections import deque
from collections.abc import Sequence

import msgspec
import numpy as np

from grader.submission.syntax import shape
from model.engine.leak import Automaton
from policies.automaton import LETTERS

PREFIXES, OUTPUTS, EXCEPTIONS = "BLOCKED_PREFIX_PATTERNS", "BLOCKED_OUTPUT_PATTERNS", "ORDINARY"
SYMBOLS = LETTERS + "^$"  # what stands before and after a name is a symbol like its letters
START, END = 26, 27


class GuardLists(msgspec.Struct, frozen=True):
    """What the shipped is_safe_name reads: words with their anchors, expressions, and what is never blocked."""

    words: tuple[str, ...]  # "plum", "mang$", "^date$"
    expressions: tuple[str, ...]
    ordinary: tuple[str, ...]


class Unreadable(Exception):
    """The lists are no literals at the top of the region: says which, and why."""


def read_lists(region: Sequence[ast.stmt]) -> GuardLists:
    """The lists that is_safe_name of the shipped guard reads. Raises Unreadable."""
    patterns = _literal(region, OUTPUTS)
    words = [pattern for pattern in patterns if is_word(pattern)]
    expressions = tuple(pattern for pattern in patterns if not is_word(pattern))
    # The hooks see lower-case letters alone: no other word is ever met.
    words = [word for word in words if word.islower()]
    return GuardLists(tuple(words), expressions, tuple(_literal(region, EXCEPTIONS)))


def is_word(pattern: str) -> bool:
    """Whether the shipped guard takes a pattern for a word; all else goes to `regex`."""
    word = pattern.removeprefix("^").removesuffix("$")
    return word.isascii() and word.isalpha()


def reads_as_shipped(region: Sequence[ast.stmt], shipped: Sequence[ast.stmt]) -> bool:
    """Whether the region is the shipped one but for what its lists hold."""
    return list(map(shape, _code(region))) == list(map(shape, _code(shipped)))


def _code(region: Sequence[ast.stmt]) -> list[ast.stmt]:
    return [s for s in region if _assigned(s) not in (PREFIXES, OUTPUTS, EXCEPTIONS)]


def _assigned(statement: ast.stmt) -> str:
    """The one name that a statement assigns to; else the empty text."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        (target,) = statement.targets
        return target.id if isinstance(target, ast.Name) else ""
    return ""


def _literal(region: Sequence[ast.stmt], name: str) -> list[str]:
    values = [s.value for s in region if isinstance(s, ast.Assign) and _assigned(s) == name]
    if len(values) != 1:
        raise Unreadable(f"`{name}` is assigned {len(values)} times, and not once")
    try:
        value = ast.literal_eval(values[0])
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise Unreadable(f"`{name}` is no literal list") from error
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise Unreadable(f"`{name}` is no list of strings")
    return list(value)


def guard_automaton(lists: GuardLists) -> Automaton:
    """The automaton of the words and of what is never blocked; `ends` is 0 where the name that ends is blocked.

    It is the one of Aho and Corasick over ^, the name and $, so that anchors are letters like others. A name that is
    blocked for good has the mark 0.
    """
    trie = _Trie()
    blocked = {trie.add(_symbols(word)) for word in lists.words}
    excepted = {trie.add(_symbols(f"^{name}$")) for name in lists.ordinary if _is_name(name)}
    to_excepted = {node for node in excepted for node in trie.path(node)}
    following, ends_blocked = trie.complete(blocked)
    start = following[0][START]
    # States are (node, whether a word was met); all that was met and can be no exception is one state.
    first = (start, ends_blocked[start])
    number: dict[tuple[int, bool], int] = {first: 0}
    queue = deque([first])
    rows: list[list[int]] = []
    marks: list[int] = []
    ends: list[int] = []
    for_good = (-1, True)
    while queue:
        node, met = state = queue.popleft()
        if state == for_good:
            ahead = [for_good] * 26
            is_blocked = True
        else:
            steps = [following[node][letter] for letter in range(26)]
            met_then = [met or ends_blocked[step] for step in steps]
            ahead = [
                for_good if hit and step not in to_excepted else (step, hit)
                for step, hit in zip(steps, met_then, strict=True)
            ]
            last = following[node][END]
            is_blocked = (met or ends_blocked[last]) and last not in excepted
        for step in ahead:
            if step not in number:
                number[step] = len(number)
                queue.append(step)
        rows.append([number[step] for step in ahead])
        marks.append(0 if state == for_good else -1)
        ends.append(0 if is_blocked else -1)
    return Automaton(np.array(rows, dtype=np.intp), np.array(marks), np.array(ends), 1)


def _is_name(text: str) -> bool:
    return all(letter in LETTERS for letter in text)


def _symbols(pattern: str) -> list[int]:
    return [SYMBOLS.index(character) for character in pattern]


class _Trie:
    def __init__(self) -> None:
        self.children: list[dict[int, int]] = [{}]
        self.parent = [0]

    def add(self, symbols: Sequence[int]) -> int:
        node = 0
        for symbol in symbols:
            if symbol not in self.children[node]:
                self.children[node][symbol] = len(self.children)
                self.children.append({})
                self.parent.append(node)
            node = self.children[node][symbol]
        return node

    def path(self, node: int) -> list[int]:
        """The node and all above it but the root."""
        nodes = []
        while node:
            nodes.append(node)
            node = self.parent[node]
        return nodes

    def complete(self, marked: set[int]) -> tuple[list[list[int]], list[bool]]:
        """Every node's next one by symbol, and whether a marked text ends there (Aho and Corasick, 1975)."""
        following: list[list[int]] = [[] for _ in self.children]
        ends = [node in marked for node in range(len(self.children))]
        following[0] = [self.children[0].get(symbol, 0) for symbol in range(END + 1)]
        queue = deque((child, 0) for child in self.children[0].values())
        while queue:
            node, failure = queue.popleft()
            ends[node] = ends[node] or ends[failure]
            fallback = following[failure]
            queue.extend((child, fallback[symbol]) for symbol, child in self.children[node].items())
            following[node] = [self.children[node].get(symbol, fallback[symbol]) for symbol in range(END + 1)]
        return following, ends
