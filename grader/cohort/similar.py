"""Near copies: pairs of submissions whose editable regions say the same in other names.

The tokens are those of copydetect, where each name, string and comment counts as any other. Fingerprints are all of
its k-grams (winnowing with windows of 1: Schleimer, Wilkerson and Aiken, SIGMOD 2003), so that nothing depends on how
Python hashes. What the starter has too is taken away, and lists of strings are: all word lists look alike.
"""

import ast
import importlib.util
import io
import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec

from grader.cohort.entries import Entry, open_entry
from grader.cohort.record import Record
from grader.errors import UsageError
from grader.submission.pristine import PRISTINE_BOT, editable_region

if TYPE_CHECKING:
    from copydetect import CodeFingerprint

LETTERS = 25  # of a k-gram: what is shorter may be alike by chance
NEAR = 0.7  # of the tokens of one of the two, from where a pair is told
LEAST = 100  # letters of tokens that are the submission's own: who wrote less has not copied it
SOLUTION = re.compile(rb"^ *### BEGIN SOLUTION\n.*?^ *### END SOLUTION\n", re.DOTALL | re.MULTILINE)
WORDS = ", ".join(["'a'"] * 40)
LISTS = f"A = [{WORDS}]\nB = ({WORDS})\nC = {{{WORDS}}}\n"


class Pair(msgspec.Struct, frozen=True):
    """Two submissions, by their keys, and the share of the tokens of each that the other has too."""

    one: str
    other: str
    of_one: float
    of_other: float


def check_extra() -> None:
    """Raise UsageError where copydetect is missing."""
    if importlib.util.find_spec("copydetect") is None:
        raise UsageError("--similar needs copydetect: pip install 'fruitless[similar]'")


def similar_pairs(entries: Sequence[Entry], records: Mapping[str, Record]) -> tuple[Pair, ...]:
    """The pairs of submissions that are near copies, the nearest first; of equal files only the first is compared.

    Files that were rejected are left out.
    """
    from copydetect import CodeFingerprint, compare_files
    from copydetect.utils import get_token_coverage

    def fingerprint(key: str, text: str) -> "CodeFingerprint":
        return CodeFingerprint(key, LETTERS, 1, fp=io.StringIO(text), language="python")

    starter = SOLUTION.sub(b"", PRISTINE_BOT.read_bytes()).replace(b"[\n]", b"[]")
    everybodys = fingerprint("starter", region_text(starter) + LISTS).hashes
    own = []
    for entry in entries:
        if entry.same_as is None and records[entry.found.key].outcome in ("passed", "failed"):
            one = fingerprint(entry.found.key, region_text(open_entry(entry.found)[1]))
            one.hashes -= everybodys
            one.hash_idx = {number: places for number, places in one.hash_idx.items() if number in one.hashes}
            one.token_coverage = get_token_coverage(one.hash_idx, LETTERS, len(one.filtered_code))
            if one.token_coverage >= LEAST:
                own.append(one)
    pairs = []
    for one, other in combinations(own, 2):
        # So much cheaper that a class of thousands is compared in minutes.
        if len(one.hashes & other.hashes) >= NEAR / 2 * min(len(one.hashes), len(other.hashes)):
            shares = [min(1.0, float(share)) for share in compare_files(one, other)[1]]
            if max(shares) >= NEAR:
                pairs.append(Pair(one.filename, other.filename, *shares))
    return tuple(sorted(pairs, key=lambda pair: (-max(pair.of_one, pair.of_other), pair.one, pair.other)))


def region_text(source: bytes) -> str:
    """The editable region of a file that was run, as Python writes it: without comments and docstrings."""
    lines = []
    for statement in editable_region("bot.py", source):
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
        lines.append(ast.unparse(statement))
    return "\n".join(lines) + "\n"
