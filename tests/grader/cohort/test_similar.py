"""Near copies are found whatever is renamed, and what everybody has or lists makes nobody alike."""

from pathlib import Path

import pytest

from grader.cohort.entries import look_at
from grader.cohort.finding.find import find
from grader.cohort.similar import Pair, similar_pairs
from tests.grader.cohort.samples import record, scored
from tests.grader.making import STARTER, with_region

GUARD = """
FRUITS = ["apple", "pear", "plum"]

def is_safe_request(prefixes):
    for prefix in prefixes:
        for word in FRUITS:
            if word in prefix or word.startswith(prefix[-4:]) and len(prefix) > 3:
                return f"{prefix} leads to {word}."
    return None

def is_safe_name(name):
    return not any(word in name for word in FRUITS)
"""
RENAMED = (
    (
        '"""Mine alone."""\n'
        + GUARD.replace("word", "w")
        .replace("FRUITS", "BANNED")
        .replace("prefix", "p")
        .replace("ps)", "prefixes)")
    )
    .replace("in ps:", "in prefixes:  # another comment")
    .replace('"plum"]', '"plum", "fig", "kiwi"]')
)
OTHER = """
import re
PATTERN = re.compile("|".join(["apple", "pear", "plum", "fig", "kiwi", "lime", "lemon", "grape", "melon", "peach"]))

def is_safe_request(prefixes):
    bad = [prefix for prefix in prefixes if PATTERN.search(prefix)]
    return "no." if bad else None

def is_safe_name(name):
    return PATTERN.search(name) is None
"""
LISTS = ("A = [{0}]\nB = [{0}]\nC = ({0})\n").format(
    ", ".join(f'"{letter}"' for letter in "abcdefghijklmnop" * 8)
)


def pairs_of(folder: Path, **sources: str) -> tuple[Pair, ...]:
    for name, source in sources.items():
        (folder / name).mkdir()
        (folder / name / "bot.py").write_text(source)
    entries = look_at(find([folder], folder / "none"))
    return similar_pairs(entries, {f"{name}/bot.py": record(name, scored(50.0)) for name in sources})


def test_a_renamed_copy_is_found_and_another_solution_is_not(tmp_path: Path) -> None:
    (pair,) = pairs_of(
        tmp_path,
        ada=with_region(GUARD),
        ben=with_region(RENAMED),
        cem=with_region(OTHER),
        dora=STARTER,
        eve=STARTER + "#",
    )
    assert (pair.one, pair.other) == ("ada/bot.py", "ben/bot.py")
    assert min(pair.of_one, pair.of_other) > 0.9


def test_a_copy_inside_of_more_is_told_from_its_own_side(tmp_path: Path) -> None:
    more = "".join(
        f"\ndef helper_{n}(a, b):\n    return [a + b * {n}, {{a: b}}, a if b else {n}]\n" for n in range(30)
    )
    (pair,) = pairs_of(tmp_path, ada=with_region(GUARD), ben=with_region(more + GUARD))
    assert pair.of_one > 0.9 > 0.7 > pair.of_other


def test_long_lists_of_words_make_nobody_alike(tmp_path: Path) -> None:
    assert pairs_of(tmp_path, ada=with_region(LISTS + GUARD), ben=with_region(LISTS + OTHER)) == ()


def test_equal_files_are_compared_once(tmp_path: Path) -> None:
    """The table says whose bytes they are."""
    copy = with_region(RENAMED)
    pairs = pairs_of(tmp_path, ada=with_region(GUARD), ben=copy, cem=copy)
    assert [(pair.one, pair.other) for pair in pairs] == [("ada/bot.py", "ben/bot.py")]


@pytest.mark.parametrize("source", ["def (", "\0", ""])
def test_what_was_rejected_is_left_out(source: str, tmp_path: Path) -> None:
    (tmp_path / "ada.py").write_text(source)
    entries = look_at(find([tmp_path], tmp_path / "none"))
    assert similar_pairs(entries, {"ada.py": record("ada", None, "rejected")}) == ()
