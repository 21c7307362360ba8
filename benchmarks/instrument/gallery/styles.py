"""Filters as other people build them: right in their own world, and what they are worth in this one."""

from collections.abc import Iterator

from benchmarks.instrument.gallery.students import EVERYDAY, FAMOUS
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts

ALTERNATION = """
ALTERNATION = re.compile("|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))))
"""
# Repeated letters become one, in words and in texts.
COLLAPSED = """
import ahocorasick


def collapse(text):
    return re.sub(r"(.)\\1+", r"\\1", text)


AUTOMATON = ahocorasick.Automaton()
for word in WORDS:
    AUTOMATON.add_word(collapse(word), word)
AUTOMATON.make_automaton()


def found(text):
    return any(True for _ in AUTOMATON.iter(collapse(text)))
"""
# Digits for letters, of which the frozen loop leaves none.
LEET = """
LEET = str.maketrans("013457", "oleast")


def found(text):
    return any(word in text.translate(LEET) for word in WORDS)
"""
SIMILAR = """
import difflib


def found(text):
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    for word in WORDS:
        matcher.set_seq1(word)
        if matcher.real_quick_ratio() > 0.8 and matcher.quick_ratio() > 0.8 and matcher.ratio() > 0.8:
            return True
    return False
"""
TRIE = """
TRIE = {}
for word in WORDS:
    node = TRIE
    for letter in word:
        node = node.setdefault(letter, {})
    node["end"] = True


def found(text):
    for start in range(len(text)):
        node = TRIE
        for letter in text[start:]:
            node = node.get(letter)
            if node is None:
                break
            if "end" in node:
                return True
    return False
"""
# Letters of the word in order, with up to one other between them.
GAPS = """
GAPS = [re.compile(".?".join(word)) for word in WORDS]


def found(text):
    return any(pattern.search(text) for pattern in GAPS)
"""
SHARED = """
PARTS = {word[start : start + 4] for word in WORDS for start in range(len(word) - 3)}


def found(text):
    return any(text[start : start + 4] in PARTS for start in range(len(text) - 3))
"""
FOUND = {"bad_prefix": "found(prefix) or leads(prefix)", "bad_name": "name in WHOLE or found(name)"}


def guards() -> Iterator[Guard]:
    searched = {"bad_prefix": "ALTERNATION.search(prefix)", "bad_name": "ALTERNATION.search(name)"}
    yield style("alternation", "stems-missing", Parts(helpers=ALTERNATION, **searched))
    yield style(
        "alternation, everyday",
        "words-missing",
        Parts(words=EVERYDAY, whole=(), helpers=ALTERNATION, **searched),
    )
    yield style("repeated letters collapsed", "over-discard-near", Parts(helpers=COLLAPSED, **FOUND))
    yield style("leetspeak", "shapes-missing", Parts(helpers=LEET, **FOUND))
    yield style("similar to a famous one", "words-missing", Parts(words=FAMOUS, helpers=SIMILAR, **FOUND))
    yield style("trie", "shapes-missing", Parts(helpers=TRIE, **FOUND))
    yield style("trie, everyday", "words-missing", Parts(words=EVERYDAY, helpers=TRIE, **FOUND))
    yield style("gaps between letters", "over-discard-near", Parts(helpers=GAPS, **FOUND))
    yield style("four letters of any word", "over-refusal-near", Parts(helpers=SHARED, **FOUND))


def style(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "styles", cause, parts.region())
