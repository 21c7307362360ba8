"""Between the two lines of equals signs everything is allowed that leaves the frozen names alone."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission.editable import ALLOWED_IMPORTS, THIRD_PARTY
from grader.submission.freeze import check_frozen
from grader.submission.pristine import pristine_bot
from grader.submission.syntax import Difference
from grader.verdict import Kind
from tests.grader.making import ALLOW_ALL, line_of, parsed, with_region


def differences(code: str) -> tuple[Difference, ...]:
    return check_frozen(parsed(with_region(f"{ALLOW_ALL}\n{code}\n")), pristine_bot())


# Every form of binding in the module's scope; the line that binds ends in `#<-`.
BINDINGS = {
    "assignment": "sum = max  #<-",
    "chained assignment": "mine = linear = max  #<-",
    "tuple": "(mine, [gpt, *others]) = 1, [2]  #<-",
    "starred": "mine, *draw = 1, 2  #<-",
    "augmented assignment": "MAX_DRAWS += 1  #<-",
    "annotated assignment": "MAX_LETTERS: int = 20  #<-",
    "def": "def softmax(logits):  #<-\n    return logits",
    "async def": "async def softmax(logits):  #<-\n    return logits",
    "class": "class zip(list):  #<-\n    pass",
    "import as": "import math as random  #<-",
    "import as an operator": "import operator as mul  #<-",
    "from import": "from itertools import count as after  #<-",
    "from import of another's name": "from functools import lru_cache as json  #<-",
    "for": "for config in []:  #<-\n    pass",
    "for with a tuple": "for mine, config in []:  #<-\n    pass",
    "with": "import contextlib\nwith contextlib.nullcontext() as sampling:  #<-\n    pass",
    "except": "try:\n    pass\nexcept ValueError as state_dict:  #<-\n    pass",
    "except group": "try:\n    pass\nexcept* ValueError as state_dict:  #<-\n    pass",
    "walrus": "print(gpt := 1)  #<-",
    "walrus in a comprehension": "mine = [rmsnorm := x for x in ()]  #<-",
    "walrus in a comprehension that is not called": "mine = [(softmax := 1) for _ in range(1)]  #<-",
    "walrus in a comprehension of comprehensions": "mine = [[rmsnorm := y for y in x] for x in ()]  #<-",
    "walrus in a comprehension of a function": "def f():\n    global draw  #<-\n    [draw := x for x in ()]",
    "walrus in an annotation's neighbour": "def f(x: int = (draw := 1)):  #<-\n    pass",
    "walrus in a lambda's default": "mine = lambda x=(draw := 1): x  #<-",
    "import of a submodule": "import collections.abc as config, json  #<-",
    "walrus in a decorator": "@(draw := staticmethod)  #<-\ndef mine():\n    pass",
    "walrus in a default": "def mine(x=(draw := 1)):  #<-\n    pass",
    "walrus in a class's bases": "class Mine((respond := object)):  #<-\n    pass",
    "global in a function": "def mine():\n    global refuse  #<-\n    refuse = str",
    "global in a nested function": "def mine():\n    def inner():\n        global refuse  #<-\n        refuse = str",
    "global in a class": "class Mine:\n    global refuse  #<-\n    def refuse(self):\n        pass",
    "global for": "def mine():\n    global main  #<-\n    for main in []:\n        pass",
    "global import": "def mine():\n    global main  #<-\n    import math as main",
    "global def": "def mine():\n    global main  #<-\n    def main():\n        pass",
    "match capture": "match 1:\n    case answer:  #<-\n        pass",
    "match as": "match 1:\n    case int() as answer:  #<-\n        pass",
    "match star": "match []:\n    case [*answer]:  #<-\n        pass",
    "match rest": "match {}:\n    case {**answer}:  #<-\n        pass",
    "match keyword": "match 1:\n    case complex(real=answer):  #<-\n        pass",
    "del": "del LETTERS  #<-",
    "global del": "def mine():\n    global LETTERS  #<-\n    del LETTERS",
    "in a branch": "if 1:\n    for x in ():\n        BOS = 3  #<-",
    "a builtin": "isinstance = lambda *_: True  #<-",
    "another builtin": "from operator import add as len  #<-",
    "a name of the module itself": "__name__ = 'other'  #<-",
    "a compatibility letter": "\u017fum = max  #<-",
    "behind a string that looks like the end of a line": "mine = '\u2028\x0c'\nsum = max  #<-",
    "behind a semicolon": "mine = '''\n'''; sum = max  #<-",
    "behind a backslash": "mine = \\\n    1; \\\nsum = max  #<-",
}


@pytest.mark.parametrize("form", BINDINGS)
def test_a_frozen_name_may_not_be_bound_again(form: str) -> None:
    code = BINDINGS[form]
    (found,) = differences(code)
    assert found.kind is Kind.FROZEN_NAME_BOUND
    assert "belongs to the frozen part and may not be bound again: choose another name" in found.what
    assert found.line == line_of(with_region(f"{ALLOW_ALL}\n{code}\n"), "#<-")


def test_the_line_is_that_of_the_binding_and_not_of_a_local_with_the_name() -> None:
    code = "def mine(config):\n    sum = 1\n    return sum\n\n\nsum = max  #<-"
    (found,) = differences(code)
    assert found.line == line_of(with_region(f"{ALLOW_ALL}\n{code}\n"), "#<-")


STORES = {
    "an attribute of a module": "random.random = lambda: 0.5",
    "a deep attribute": "sys.modules['json'].loads = print",
    "an item": "state_dict['wte'] = []",
    "a part of an item": "state_dict['wte'][0][0] = 1.0",
    "a slice": "state_dict['wte'][:] = []",
    "an augmented item": "config['n_head'] += 1",
    "a deleted item": "del sampling['temperature']",
    "stdout": "def is_safe_name(name):\n    sys.stdout = sys.stderr\n    return True",
    "an attribute of a function": "after.__wrapped__ = None",
    "a loop's target": "for sampling['temperature'] in [0.1]:\n    pass",
    "with": "import contextlib\nwith contextlib.nullcontext() as sys.stdout:\n    pass",
    "in a lambda's neighbour": "mine = lambda random: random\nrandom.seed = print",
    "in a function with a namesake inside": "def mine():\n    math.exp = abs\n    def inner(math):\n        pass",
    "global": "def mine():\n    global sampling\n    sampling['temperature'] = 9",
}


@pytest.mark.parametrize("form", STORES)
def test_nothing_may_be_stored_in_what_is_frozen(form: str) -> None:
    found = differences(STORES[form])
    assert {difference.kind for difference in found} == {Kind.FROZEN_NAME_BOUND}
    assert "is assigned, and" in found[-1].what


FORBIDDEN = ["os", "os.path", "subprocess", "socket", "ctypes", "numpy"]
FORMS = [
    "import {}",
    "import {} as mine",
    "from {} import something",
    "import math, {}",
    "def mine():\n    import {}",
    "class Mine:\n    def inner(self):\n        if self:\n            from {} import something",
    "try:\n    import {}\nexcept ImportError:\n    pass",
    "mine = lambda: [x for x in ()]\nimport {}",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("module", FORBIDDEN)
def test_what_is_not_on_the_list_may_not_be_imported_at_any_depth(form: str, module: str) -> None:
    found = differences(form.format(module))
    assert Kind.FORBIDDEN_IMPORT in {difference.kind for difference in found}
    assert any(f"`{module}` may not be imported" in difference.what for difference in found)


@pytest.mark.parametrize("module", ["time", "logging", "os"])
def test_the_refusal_of_an_import_lists_what_may_be_imported(module: str) -> None:
    (found,) = differences(f"import {module}")
    listed = found.what.partition("may not be imported: only ")[2]
    assert {*listed.replace(" and, of the standard library", "").split(", ")} == ALLOWED_IMPORTS


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("from math import *", "could bind any name"),
        ("from . import mine", "`.` may not be imported"),
        ("from .mine import x", "`.mine` may not be imported"),
        ("mine = __import__('os')", "`__import__` would import around the list"),
        ("mine = __builtins__", "`__builtins__` would import around the list"),
        ("__builtins__ = {}", "`__builtins__` would import around the list"),
        ("mine = __loader__.load_module('os')", "`__loader__` would import around the list"),
    ],
)
def test_other_ways_to_import_are_named(code: str, what: str) -> None:
    assert any(what in d.what for d in differences(code) if d.kind is Kind.FORBIDDEN_IMPORT)


def test_the_list_of_imports_is_the_two_libraries_and_standard_modules() -> None:
    assert {"ahocorasick", "regex"} == THIRD_PARTY
    assert {name.partition(".")[0] for name in ALLOWED_IMPORTS - THIRD_PARTY} <= set(sys.stdlib_module_names)
    assert not ALLOWED_IMPORTS & {"os", "subprocess", "socket", "ctypes", "importlib", "builtins", "gc"}


ALLOWED = {
    "the frozen imports again": "import math\nimport sys, random\nimport json",
    "a frozen import in a branch": "try:\n    import math\nexcept ImportError:\n    pass",
    "a frozen import from a module": "from operator import mul",
    "a frozen import in a function": "def mine():\n    import math\n    return math.pi",
    "a frozen import as global": "def mine():\n    global math\n    import math",
    "the two libraries": "import ahocorasick\nimport regex",
    "re": "import re\nPATTERN = re.compile('x')",
    "a library with another in its place": """
try:
    import regex
except ImportError:
    import re as regex""",
    "typing": """
from typing import NamedTuple


class Hit(NamedTuple):
    text: str
    at: int = 0""",
    "a dataclass": """
import dataclasses


@dataclasses.dataclass(frozen=True)
class Hit:
    sum: int
    config: dict[str, int]""",
    "a submodule": "import collections.abc\nfrom collections import deque",
    "helpers": "def mine(text: str, *, least: int = 3) -> bool:\n    return len(text) > least",
    "an async helper": "async def mine():\n    async with x as config:\n        pass",
    "locals that share a frozen name": """
def mine(config, random=None, *mul, **json):
    sum = draw = 1
    sum += draw
    del sum
    for gpt in ():
        pass
    with gpt as main:
        return config, main""",
    "a local import of another name": "def mine():\n    import re as random\n    return random",
    "a local function that shares a frozen name": """
def mine():
    def draw():
        pass
    return draw""",
    "a name in a comprehension": "WORDS = [config for config in ['apple', 'pear']]",
    "a name in a comprehension of a function": "def mine():\n    return {draw: 1 for draw in ()}",
    "a parameter and a private name": "class Mine:\n    def __gpt(self, gpt):\n        self.gpt = gpt",
    "an annotation alone": "config: dict",
    "names in comprehensions": "mine = [sum for sum in ()], {config: json for config, json in {}}",
    "a walrus of its own": "mine = [last := x for x in ()]\nif (found := 1):\n    pass",
    "a walrus in a lambda": "mine = lambda: (draw := 1)",
    "a lambda's parameter": "mine = lambda random, json: random",
    "names in a class": """
class Mine:
    sum = 1
    config: dict = {}
    def draw(self, random):
        self.random = random
        self.main = sum""",
    "exceptions that end": """
def mine():
    try:
        pass
    except ValueError as answer:
        raise""",
    "a local match": """
def mine(x):
    match x:
        case [answer, *config]:
            return answer""",
    "stores into locals": """
def mine(config):
    config['x'] = 1
    sampling = {}
    sampling['y'] = config
    sampling['z'][0].a = 2""",
    "stores into what is the student's own": """
CACHE = {}


def mine(x):
    CACHE[x] = 1
    del CACHE[x]""",
    "decorators": """
import functools


@functools.lru_cache(maxsize=None)
def mine(x):
    return x""",
    "a nonlocal": """
def mine():
    sum = 0
    def inner():
        nonlocal sum
        sum += 1
    return inner""",
    "a global of its own": "COUNT = 0\n\n\ndef mine():\n    global COUNT\n    COUNT += 1",
    "hooks again": "is_safe_name = lambda name: True",
    "hooks by a branch": "if True:\n    def is_safe_request(prefixes):\n        return None",
    "calls of frozen functions": "mine = softmax([0.0, 1.0]); linear([1.0], [[2.0]])",
    "prints to stderr": "print('ready', file=sys.stderr)",
    "text in every script": "MINE = 'é \u2028 \x0c 日本 🍎'",
    "strings like docstrings": "'just a string'\n'another'",
    "no statement at all": "# only a comment",
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_student_may_well_write_is_let_through(name: str) -> None:
    assert differences(ALLOWED[name]) == ()


NAMES = st.sampled_from(["mine", "sum", "config", "random", "draw", "text"])
EXPRESSIONS = st.sampled_from(
    ["1", "mine", "[x for x in ()]", "lambda sum: sum", "{'a': 1}", "f'{mine!r:>{3}}'"]
)


@given(st.lists(st.tuples(NAMES, EXPRESSIONS), max_size=6))
def test_in_a_function_any_name_is_free_and_in_the_module_none_of_the_frozen(
    pairs: list[tuple[str, str]],
) -> None:
    lines = [f"{name} = {expression}" for name, expression in pairs]
    inside = "def mine():\n" + "".join(f"    {line}\n" for line in [*lines, "pass"])
    assert differences(inside) == ()
    frozen = {name for name, _ in pairs} - {"mine", "text"}
    found = differences("\n".join(lines))
    assert {difference.what.split("`")[1] for difference in found} == frozen


@pytest.mark.parametrize("hook", ["is_safe_request", "is_safe_name"])
def test_a_hook_that_is_missing_is_named(hook: str) -> None:
    text = with_region(ALLOW_ALL.replace(f"def {hook}", "def another"))
    (found,) = check_frozen(parsed(text), pristine_bot())
    assert found.kind is Kind.HOOK_MISSING
    assert found.what == f"`{hook}` is not defined between the two lines of equals signs"


def test_a_hook_inside_another_function_is_missing() -> None:
    region = "def mine():\n" + "".join(f"    {line}\n" for line in ALLOW_ALL.split("\n"))
    found = check_frozen(parsed(with_region(region)), pristine_bot())
    assert [difference.kind for difference in found] == [Kind.HOOK_MISSING] * 2


def test_an_empty_region_lacks_both_hooks() -> None:
    found = check_frozen(parsed(with_region("")), pristine_bot())
    assert [difference.kind for difference in found] == [Kind.HOOK_MISSING] * 2
