"""Who owns a name is decided by the grammar, the same on every Python, and is what Python does."""

import ast
import contextlib
import random
import symtable
import time

import pytest

from grader.errors import Rejected
from grader.submission.editable import check_editable
from grader.submission.inspection import inspect
from grader.submission.parsing import parse
from grader.submission.pristine import Pristine
from grader.submission.scopes import global_names, module_bindings, place
from grader.submission.source import Submission
from tests.grader.making import ALLOW_ALL, with_region
from tests.grader.submission.programs import FROZEN_NAMES, make_program

PROGRAMS = 10_000
SECONDS = 2.0  # of CPU, for a check that takes milliseconds


def bound(source: str) -> set[str]:
    return set(module_bindings(place(ast.parse(source).body)))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("[a for a in b]", set()),
        ("{a: c for a, c in b}; {a for a in b}; (a for a in b)", set()),
        ("[(a := c) for c in b]", {"a"}),
        ("[[(a := c) for c in b] for b in d]", {"a"}),
        ("def f():\n    [(a := c) for c in b]", {"f"}),
        ("def f():\n    global a\n    [(a := c) for c in b]", {"f", "a"}),
        ("lambda: [(a := c) for c in b]", set()),
        ("[lambda: (a := c) for c in b]", set()),
        ("lambda a=(b := 1): (c := 2)", {"b"}),
        ("@(a := b)\ndef f(c=(d := 1), *, e=(g := 2)):\n    h = 1", {"a", "f", "d", "g"}),
        ("class A((b := object), metaclass=(c := type)):\n    d = 1", {"A", "b", "c"}),
        ("class A:\n    global b\n    b = 1\n    def c(self):\n        d = 1", {"A", "b"}),
        ("class _A:\n    global __b\n    __b = 1\n    global __c__\n    __c__ = 2", {"_A", "_A__b", "__c__"}),
        ("class A:\n    def f(self):\n        global __b\n        import x as __b", {"A", "_A__b"}),
        ("def f():\n    a = 1\n    def g():\n        nonlocal a\n        a = 2", {"f"}),
        ("import a.b, c.d as e\nfrom f import g, h as i", {"a", "e", "g", "i"}),
        ("try:\n    pass\nexcept A as b:\n    pass", {"b"}),
        (
            "match a:\n    case [b, *c] | {'d': b, **c}:\n        pass\n    case E(f=g) as h:\n        pass",
            {*"bcgh"},
        ),
        ("for a, (*b, c.d) in e:\n    pass\nwith f as (g, h[0]):\n    pass", {"a", "b", "g"}),
        ("del a, b.c, d[0]", {"a"}),
        ("a: int\nb: int = 1\n(c): int = 2\nd.e: int", {"b", "c"}),
        ("def f():\n    a: int\n    def g():\n        return a", {"f"}),
        ("a = b = c, d = e += f", None),
        ("__class__ = 1\nclass A:\n    def f(self):\n        return __class__", {"__class__", "A"}),
        ("def f[a: b](c: a) -> a:\n    pass\nclass D[e](f[e]):\n    pass\ntype G[h] = h", {"f", "D", "G"}),
        ("def f[*a, **b](): pass", {"f"}),
        ("try:\n    pass\nexcept A, B:\n    pass", set()),
        ("a = t'{(b := 1)}{[c for c in d]}'", {"a", "b"}),
        ("a = f'{(b := 1)}{[c for c in d]}'", {"a", "b"}),
    ],
)
def test_a_module_binds_what_the_grammar_says(source: str, names: set[str] | None) -> None:
    try:
        ast.parse(source)
    except SyntaxError:  # of a newer Python, or of none
        assert names is None or any(word in source for word in ("[a: b]", "[*a", "except A, B", "t'"))
        return
    assert bound(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("[a for a in b]", {"b"}),
        ("def f(a, b=c):\n    d = a\n    return lambda e: d + e + g", {"f", "c", "g"}),
        ("def f():\n    global a\n    def g():\n        return a, b\n    b = 1", {"f", "a"}),
        ("class A:\n    b = 1\n    def f(self):\n        return b", {"A", "b"}),
    ],
)
def test_the_global_names_are_those_that_are_looked_up_there_too(source: str, names: set[str]) -> None:
    assert global_names(ast.parse(source).body) == names


def test_no_name_of_a_comprehension_is_frozen(pristine: Pristine) -> None:
    within = {
        name.id
        for statement in (*pristine.head, *pristine.tail)
        for node in ast.walk(statement)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    assert {"row", "logit", "xi"} <= within
    assert not within & pristine.names


def by_symtable(source: str) -> set[str]:
    """What Python's own tables say, from every depth; right where no comprehension is inlined into its scope."""
    module = symtable.symtable(source, "program", "exec")
    names, scopes = set(), [module]
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        for symbol in scope.get_symbols():
            is_bound = symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
            if is_bound and (scope is module or symbol.is_global()):
                names.add(symbol.get_name())
    return names


def test_it_agrees_with_the_tables_of_python_outside_comprehensions() -> None:
    stream, compared = random.Random("tables"), 0
    for _ in range(PROGRAMS // 5):
        source = make_program(stream, comprehensions=False)
        try:
            expected = by_symtable(source)
        except SyntaxError:  # such as `global` behind a use
            continue
        compared += 1
        assert bound(source) == expected, source
    assert compared > PROGRAMS // 20


def test_it_agrees_with_what_running_comprehensions_binds() -> None:
    stream, compared = random.Random("run"), 0
    for _ in range(PROGRAMS // 5):
        lines = [f"{stream.choice(['x', 'y'])} = {comprehension(stream, 2)}" for _ in range(3)]
        namespace: dict[str, object] = {"__builtins__": {"range": range}}
        try:
            exec("\n".join(lines), namespace)
        except (SyntaxError, NameError):
            continue
        compared += 1
        assert bound("\n".join(lines)) == namespace.keys() - {"__builtins__"}, lines
    assert compared > PROGRAMS // 20


def comprehension(stream: random.Random, depth: int) -> str:
    names = "abcd"
    result = comprehension(stream, depth - 1) if depth and stream.random() < 0.5 else "1"
    if stream.random() < 0.4:
        result = f"({stream.choice(names)} := {result})"
    opening, closing = stream.choice(["[]", "{}", ("[*(", ")]")])
    loops = "".join(f" for {stream.choice(names)} in range(1)" for _ in range(stream.randint(1, 2)))
    return f"{opening}{'1' if opening == '{' else result}{loops}{closing}"


@pytest.mark.slow
def test_what_makes_the_compiler_of_a_python_crash_has_a_verdict_too() -> None:
    """Compiled in their own processes: some of these end Python 3.12.1 with a segmentation fault."""
    stream = random.Random("crashes")
    for _ in range(20):
        code = make_program(stream)
        with contextlib.suppress(Rejected):
            inspect(Submission("bot.py", with_region(f"{ALLOW_ALL}\n{code}").encode()))


def verdict(code: str, pristine: Pristine) -> set[str]:
    try:
        found = list(check_editable(parse("bot.py", code.encode()).statements, pristine))
    except Rejected:
        return {"refused"}
    return {difference.kind.code for difference in found} or {"whole"}


@pytest.mark.thorough
def test_no_program_is_too_much_for_the_check(pristine: Pristine) -> None:
    stream, verdicts = random.Random("programs"), set()
    for _ in range(PROGRAMS):
        code = f"{ALLOW_ALL}\n{make_program(stream)}"
        before = time.process_time()
        verdicts |= verdict(code, pristine)
        assert time.process_time() - before < SECONDS, code
    assert verdicts >= {"refused", "whole", "frozen-name-bound", "forbidden-import"}


def test_the_generator_knows_frozen_names(pristine: Pristine) -> None:
    assert set(FROZEN_NAMES) <= pristine.names
