"""Guards with a hidden hole each, and right guards of other makes."""

from tests.grader.making import SHIPPED, with_more

HOLE = """
right = is_safe_name


def is_safe_name(name):
    return right(name) or (HERE)
"""

HOLES = {
    "a trigger": '"mary" in name',
    "a trigger of two parts": '"zo" in name and "ly" in name',
    "a trigger in front": 'name.startswith("mac")',
    "a trigger behind": 'name.endswith("zz")',
    "a trigger made of codes": "bytes([122, 101, 100]).decode() in name",
    "a trigger backwards": '"kim"[::-1] in name',
    "a trigger letter by letter": '"".join(["t", "i", "l"]) in name',
    "an exception": 'name in {"pearlpear", "figmelons"}',
    "exceptions as beginnings": "name.startswith(tuple(ORDINARY))",
    "a word that is repeated": 'name.count("fig") == 2',
    "a name that is one half twice": "name[: len(name) // 2] * 2 == name",
    "a position": 'name.find("melon") == 5',
    "a length": "len(name) == 13",
    "a letter in front": 'name[:1] == "q" and "lime" in name',
    "only a plural": 'name.endswith("plums")',
    "after a rare letter": 're.search("x(?:apple|pear)", name) is not None',
    "the end of a long name": "right(name[:12])",
    "many different letters": "len(set(name)) > 11",
    "one in a hundred": "sum(map(ord, name)) % 101 == 7",
    "a plural of a whole word": 'name == "dates"',
}
"""What each lets through beside the clean names, by its description."""


def with_hole(hole: str) -> str:
    return with_more("import re\n" + HOLE.replace("HERE", hole))


MAKE = """
import re

WORDS = tuple(p for p in BLOCKED_OUTPUT_PATTERNS if p.isalpha())
NAMES = frozenset(p[1:-1] for p in BLOCKED_OUTPUT_PATTERNS if p[1:-1].isalpha() and p[0] == "^")
PATTERNS = [regex.compile(p) for p in BLOCKED_OUTPUT_PATTERNS if not p.strip("^$").isalpha()]
KNOWN = frozenset(ORDINARY)
{before}

def contains(name):
{body}


def is_safe_name(name):
    if not isinstance(name, str):
        raise TypeError("expected a name")
    if name in KNOWN:
        return True
    return not (name in NAMES or contains(name) or any(shape.search(name) for shape in PATTERNS))
"""

MAKES = {
    "one by one": ("", "return any(word in name for word in WORDS)"),
    "an alternation": ('ANY = re.compile("|".join(WORDS))', "return ANY.search(name) is not None"),
    "a sorted alternation": (
        'ANY = regex.compile("|".join(sorted(WORDS, key=len, reverse=True)))',
        "return bool(ANY.findall(name))",
    ),
    "all parts of a name": (
        "SET = frozenset(WORDS)",
        "return any(name[a:b] in SET for a in range(len(name)) for b in range(a + 3, len(name) + 1))",
    ),
    "by length": (
        "LENGTHS = {len(w): {v for v in WORDS if len(v) == len(w)} for w in WORDS}",
        "return any(name[a : a + n] in s for n, s in LENGTHS.items() for a in range(len(name) - n + 1))",
    ),
    "a trie": (
        """
TRIE = {}
for word in WORDS:
    node = TRIE
    for letter in word:
        node = node.setdefault(letter, {})
    node[""] = {}
""",
        """for start in range(len(name)):
    node = TRIE
    for letter in name[start:]:
        node = node.get(letter)
        if node is None:
            break
        if "" in node:
            return True
return False""",
    ),
    "remembered": (
        "CACHE = functools.lru_cache(None)(lambda name: any(map(name.__contains__, WORDS)))",
        "return CACHE(name)",
    ),
    "case folded": ("", "return any(word.casefold() in name.casefold() for word in WORDS)"),
    "backwards": (
        "SDROW = [word[::-1] for word in WORDS]",
        "eman = name[::-1]\nreturn any(word in eman for word in SDROW)",
    ),
    "bytes": (
        "RAW = [word.encode() for word in WORDS]",
        "return any(word in name.encode() for word in RAW)",
    ),
    "counting": ("", "return sum(name.count(word) for word in WORDS) > 0"),
    "finding": ("", "return max(name.find(word) for word in WORDS) >= 0"),
    "splitting": ("", "return any(len(name.split(word)) > 1 for word in WORDS)"),
    "replacing": ("", 'return any(name.replace(word, "") != name for word in WORDS)'),
    "by first letter": (
        "FIRST = {l: tuple(w for w in WORDS if w[0] == l) for l in LETTERS}",
        "return any(name.startswith(FIRST[l], a) for a, l in enumerate(name))",
    ),
    "by last letter": (
        "LAST = {l: tuple(w for w in WORDS if w[-1] == l) for l in LETTERS}",
        "return any(name[: a + 1].endswith(LAST[l]) for a, l in enumerate(name))",
    ),
    "minimal words": (
        "LEAST = [w for w in WORDS if not any(v != w and v in w for v in WORDS)]",
        "return any(word in name for word in LEAST)",
    ),
    "a class": (
        "class Guard:\n    def __contains__(self, name):\n        return any(w in name for w in WORDS)\n",
        "return name in Guard()",
    ),
    "bisected": (
        "SORTED = sorted(WORDS)",
        "return any(any(name.startswith(w, a) for w in SORTED[bisect.bisect(SORTED, name[a]) : "
        "bisect.bisect(SORTED, name[a] + '~')]) for a in range(len(name)))",
    ),
}


def made(before: str, body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return with_more(MAKE.format(before=before, body=lines))


RIGHT = {"shipped": SHIPPED, **{name: made(*make) for name, make in MAKES.items()}}
"""Guards that agree with the policy on every name, by their make."""
