"""Every way to refuse or to discard too much; what is banned is stopped by all of them."""

from collections.abc import Iterator

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts, policy

# A share of all texts that is the same in every run and on every machine.
HASH = """
def share(text):
    value = 7
    for letter in text:
        value = (value * 1000003 ^ ord(letter)) & 0xFFFFFFFF
    return (value >> 8) % 1000 / 1000
"""
NEAR = """
def near(text):
    return any(abs(len(text) - len(word)) <= 1 and one_apart(text, word) for word in WORDS)


def one_apart(a, b):
    if len(a) > len(b):
        a, b = b, a
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b)) <= 1
    return any(b[:i] + b[i + 1 :] == a for i in range(len(b)))
"""
PREFIX, NAME = Parts().bad_prefix, Parts().bad_name


def guards() -> Iterator[Guard]:
    for letters in (4, 6, 8):
        yield refuses(f"refuses more than {letters} letters", "over-refusal-long", f"len(prefix) > {letters}")
    for percent in (10, 30, 50, 75):
        yield refuses(
            f"refuses {percent} % of requests", "over-refusal-share", f"share(prefix) < {percent / 100}", HASH
        )
        yield discards(
            f"discards {percent} % of names", "over-discard-share", f"share(name) < {percent / 100}", HASH
        )
    for letter in "ez":
        yield refuses(f"refuses the letter {letter}", "over-refusal-letter", f"{letter!r} in prefix")
        yield discards(f"discards the letter {letter}", "over-discard-letter", f"{letter!r} in name")
    yield refuses("one letter from a word", "over-refusal-near", "near(prefix)", NEAR)
    yield discards("one letter from a word, names", "over-discard-near", "near(name)", NEAR)
    yield discards("discards more than 7 letters", "over-discard-long", "len(name) > 7")
    yield discards("discards less than 5 letters", "over-discard-short", "len(name) < 5")
    whole = sorted(policy().whole)
    yield guard("whole words anywhere", "whole-words-anywhere", Parts(words=[*policy().words, *whole]))
    yield refuses("refuses everything", "over-refusal-all", "True")
    yield discards("discards everything", "over-discard-all", "True")
    common = Parts(common=policy().common, bad_prefix="prefix not in COMMON")
    yield guard("beginnings only", "allow-list", common)


def guard(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "over-blocking", cause, parts.region())


def refuses(name: str, cause: str, too_much: str, helpers: str = "") -> Guard:
    return guard(name, cause, Parts(bad_prefix=f"{PREFIX} or {too_much}", helpers=helpers))


def discards(name: str, cause: str, too_much: str, helpers: str = "") -> Guard:
    return guard(name, cause, Parts(bad_name=f"{NAME} or {too_much}", helpers=helpers))
