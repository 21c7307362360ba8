"""The submission's own words: what its editable region says and the policy does not know, around banned words.

A hole that somebody put into a guard has a trigger, and the trigger stands in the code, as fuzzers know that take
their dictionary from the program (Zalewski, american fuzzy lop, 2015). The code is read as a tree and never run.
"""

import ast
import random
import re
from collections.abc import Iterable, Iterator, Sequence

from grader.adversary.names import MAX_LETTERS
from policies import Matcher, plurals

MOST_WORDS, MOST_PAIRS = 150, 300
MOST_NAMES = 12_000
LETTERS_ONLY = re.compile("[a-z]+")


def own_words(region: Sequence[ast.stmt], matcher: Matcher) -> list[str]:
    """The words of at most 16 letters that the region's constants hold and the policy does not know.

    Constants that are a word come first, then the pieces of longer ones (of patterns, of messages).
    """
    known = known_words(matcher)
    whole: dict[str, None] = {}
    pieces: dict[str, None] = {}
    patterns = {shape.pattern for shape in matcher.policy.expressions}
    for text in (text for text in constants(region) if text not in patterns):
        lowered = text.lower()
        found = LETTERS_ONLY.findall(lowered)
        (whole if found == [lowered.strip("^$")] else pieces).update(dict.fromkeys(found))
    return [w for w in dict.fromkeys([*whole, *pieces]) if len(w) <= MAX_LETTERS and w not in known]


def known_words(matcher: Matcher) -> set[str]:
    """What any guard of this policy may hold: words, plurals, stems and ordinary names."""
    policy = matcher.policy
    words = {*policy.anywhere_words, *policy.whole_words}
    words |= {form for word in words for form in plurals(word)}
    return words | {*policy.ordinary, *policy.stems}


def constants(region: Iterable[ast.stmt]) -> Iterator[str]:
    """Every text that the region's constants make: alone, concatenated, letter by letter, backwards, as codes."""
    for node in (node for statement in region for node in ast.walk(statement)):
        if text := constant_text(node):
            yield text


def constant_text(node: ast.AST) -> str:
    """The text of an expression that is made of constants alone; else the empty one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return node.value.decode("latin-1")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [constant_text(node.left), constant_text(node.right)]
        return "".join(parts) if all(parts) else ""
    if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == "::-1":
        return constant_text(node.value)[::-1]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "reversed":
        return "".join(map(constant_text, node.args))[::-1]
    if isinstance(node, ast.List | ast.Tuple | ast.Set) and node.elts:
        parts = [constant_text(element) or character(element) for element in node.elts]
        # Letters of one word; a list of words is no word.
        return "".join(parts) if all(parts) and max(map(len, parts)) <= 2 else ""
    return ""


def character(node: ast.AST) -> str:
    """The letter whose code a constant is; else the empty text."""
    if isinstance(node, ast.Constant) and type(node.value) is int and chr(node.value % 0x110000).isalpha():
        return chr(node.value)
    return ""


def own_names(words: Sequence[str], matcher: Matcher, rng: random.Random) -> list[str]:
    """Names of at most 16 letters: each own word alone, before, after and around banned words, and pairs of them.

    At most MOST_NAMES, shared out over the words; which banned words each meets is up to `rng`.
    """
    chosen = list(words[:MOST_WORDS])
    banned = [word for word in matcher.policy.anywhere_words if len(word) < MAX_LETTERS]
    shortest = sorted(banned, key=lambda word: (len(word), word))[:12]
    names = dict.fromkeys(chosen)
    pairs = [(one, other) for one in chosen for other in chosen if len(one + other) < MAX_LETTERS]
    for one, other in rng.sample(pairs, min(MOST_PAIRS, len(pairs))):
        for word in rng.sample(shortest, min(4, len(shortest))):
            names |= dict.fromkeys((one + word + other, one + other + word, word + one + other))
    each = max(len(shortest), (MOST_NAMES - len(names)) // (3 * max(1, len(chosen))))
    for own in chosen:
        for word in [*shortest, *rng.sample(banned, min(each, len(banned)))]:
            letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
            names |= dict.fromkeys((own + word, word + own, own + letter + word))
    return [name for name in names if len(name) <= MAX_LETTERS][:MOST_NAMES]
