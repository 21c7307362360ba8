"""Writing puts a policy's patterns into a bot file's three lists, and changes nothing else of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from policies import Expression, GivenNames, Label, Labeller, Matcher, Policy, Stem, load, read_given_names
from policies.write import WriteError, outdated_lists, pattern_lists, write_lists

from .strategies import given_names, policies, texts

LISTS = ("BLOCKED_PREFIX_PATTERNS", "BLOCKED_OUTPUT_PATTERNS", "ORDINARY")

MARKED = b'''\
"""A bot."""

# what comes before \xc3\xa9
BLOCKED_PREFIX_PATTERNS = [
    ### BEGIN SOLUTION
    "old",
    ### END SOLUTION
]
BLOCKED_OUTPUT_PATTERNS: list[str] = [
    # a note outside the markers
    ### BEGIN SOLUTION
    ### END SOLUTION
]

### BEGIN SOLUTION
GROUPS = 3
### END SOLUTION
ORDINARY = [
    ### BEGIN SOLUTION
    ### END SOLUTION
]  # what comes after
'''
PLAIN = b"""\
ORDINARY = []
x = "\xc3\xa9"; BLOCKED_PREFIX_PATTERNS = ["\xc3\xa9"]
BLOCKED_OUTPUT_PATTERNS = [
    "old",
]
"""

NOBODY = GivenNames({})
SMALL = Policy(
    name="fruit", anywhere={"pome": ("apple", "pear")}, whole={"stone": ("olive",)}, ordinary=("pearl",)
)


def written(source: bytes) -> dict[str, list[str]]:
    """The three lists of a file, as Python reads them."""
    namespace: dict[str, list[str]] = {}
    exec(compile(source, "bot.py", "exec"), namespace)
    return {name: namespace[name] for name in LISTS}


def is_blocked(patterns: list[str], ordinary: list[str], text: str) -> bool:
    """The pattern language, read literally."""
    if text in ordinary:
        return False
    for pattern in patterns:
        if re.fullmatch("[a-z]+", pattern):
            hit = pattern in text
        elif re.fullmatch(r"[a-z]+\$", pattern):
            hit = text.endswith(pattern[:-1])
        elif re.fullmatch(r"\^[a-z]+\$", pattern):
            hit = text == pattern[1:-1]
        else:
            hit = re.search(pattern, text) is not None
        if hit:
            return True
    return False


@given(policies(), given_names, texts)
def test_the_written_patterns_block_what_the_policy_says(
    policy: Policy, given_names: GivenNames, text: str
) -> None:
    lists = written(write_lists(MARKED, policy, given_names))
    prefixes, outputs, ordinary = (lists[name] for name in LISTS)
    matcher, labeller = Matcher(policy), Labeller(policy, given_names)
    stems = [text + word[:-1] for word in policy.anywhere_words]
    for given_text in (
        text,
        *stems,
        *given_names.beginnings,
        *given_names.borne,
        *policy.ordinary,
        *policy.anywhere_words,
        *policy.whole_words,
    ):
        assert is_blocked(outputs, ordinary, given_text) == (matcher.banned(given_text) is not None)
        label = labeller.label([given_text]).label
        blocked = is_blocked(prefixes, ordinary, given_text)
        assert label == Label.EITHER or blocked == (label == Label.REFUSE)


@given(policies(), given_names, st.sampled_from([MARKED, PLAIN, MARKED.replace(b"\n", b"\r\n")]))
def test_writing_twice_is_writing_once(policy: Policy, given_names: GivenNames, source: bytes) -> None:
    once = write_lists(source, policy, given_names)
    assert write_lists(once, policy, given_names) == once
    assert outdated_lists(once, policy, given_names) == ()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_an_expression_is_written_so_that_python_reads_it_back(text: str) -> None:
    expression = Expression("any", f"(?:sss|{regex.escape(text)})", "whatever characters it has", ("sss",))
    policy = Policy(name="x", anywhere={"a": ("abc",)}, expressions=(expression,))
    result = write_lists(MARKED, policy, NOBODY)
    assert written(result)["BLOCKED_OUTPUT_PATTERNS"] == ["abc", expression.pattern]


def test_a_written_file_reads_like_this() -> None:
    policy = Policy(
        name="fruit",
        anywhere={"pome": ("apple", "pear"), "citrus": ("lime",)},
        whole={"stone": ("olive",)},
        ordinary=("pearl",),
    )
    given_names = GivenNames(
        {"lim": 25, "oli": 40}, ("elim",), frozenset(("lim", "selim", "elim", "anna", "pea", "pear"))
    )
    assert (
        write_lists(MARKED, policy, given_names).decode()
        == '''\
"""A bot."""

# what comes before é
BLOCKED_PREFIX_PATTERNS = [
    ### BEGIN SOLUTION
    # pome
    "apple", "pear",
    # citrus
    "lime",
    # pome, stems
    "appl$", "pea$",
    # citrus, stems
    "lim$",
    ### END SOLUTION
]
BLOCKED_OUTPUT_PATTERNS: list[str] = [
    # a note outside the markers
    ### BEGIN SOLUTION
    # pome
    "apple", "pear",
    # citrus
    "lime",
    # stone, whole
    "^olive$", "^olives$",
    ### END SOLUTION
]

### BEGIN SOLUTION
GROUPS = 3
### END SOLUTION
ORDINARY = [
    ### BEGIN SOLUTION
    # ordinary names
    "pearl",
    # common beginnings that end in a stem
    "lim",
    # names that end in a stem
    "elim", "selim",
    ### END SOLUTION
]  # what comes after
'''
    )


def test_without_markers_all_between_the_brackets_is_replaced() -> None:
    result = write_lists(PLAIN, SMALL, NOBODY)
    assert written(result) == {
        "BLOCKED_PREFIX_PATTERNS": ["apple", "pear", "appl$", "pea$"],
        "BLOCKED_OUTPUT_PATTERNS": ["apple", "pear", "^olive$", "^olives$"],
        "ORDINARY": ["pearl"],
    }
    assert b'x = "\xc3\xa9"; BLOCKED' in result


def test_lines_keep_the_ending_that_the_file_has() -> None:
    windows = MARKED.replace(b"\n", b"\r\n")
    assert write_lists(windows, SMALL, NOBODY) == write_lists(MARKED, SMALL, NOBODY).replace(b"\n", b"\r\n")


def test_only_the_lists_that_differ_are_outdated() -> None:
    once = write_lists(MARKED, SMALL, NOBODY)
    assert outdated_lists(once.replace(b'"pearl"', b'"pearla"'), SMALL, NOBODY) == ("ORDINARY",)


def test_a_stem_is_written_only_where_nothing_shorter_catches_it() -> None:
    policy = load()
    patterns = [
        p for section in pattern_lists(policy, NOBODY)["BLOCKED_PREFIX_PATTERNS"] for p in section.patterns
    ]
    stems = [pattern[:-1] for pattern in patterns if re.fullmatch(r"[a-z]+\$", pattern)]
    assert len(stems) == len(set(stems)) > 200
    for stem in stems:
        assert not any(word in stem for word in policy.anywhere_words)
        assert not any(stem.endswith(other) for other in stems if other != stem)


def test_a_common_beginning_that_is_banned_as_a_name_is_not_let_through() -> None:
    policy = Policy(name="x", anywhere={"a": ("limes",)}, whole={"b": ("lime",)}, stem=Stem(3, 0.75))
    assert pattern_lists(policy, GivenNames({"lime": 30}, (), frozenset(["lime"])))["ORDINARY"] == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"ORDINARY = [", b"OTHER = [", "ORDINARY is missing"),
        (b"ORDINARY = [", b"ORDINARY = []\nORDINARY = [", "ORDINARY is assigned 2 times"),
        (b"ORDINARY = [", b"ORDINARY = 1 or [", "ORDINARY is not a list"),
        (b"ORDINARY = [", b"def f():\n  ORDINARY = [", "ORDINARY is missing"),
        (b'"old",\n    ### END SOLUTION', b'"old",', "BLOCKED_PREFIX_PATTERNS must hold one line"),
        (b'    ### BEGIN SOLUTION\n    "old"', b'    "old"', "BLOCKED_PREFIX_PATTERNS must hold one line"),
        (b'"old",', b'"old"', "old"),
        (b'"old",', b'"old', "is not Python"),
        (b'"old",', b"\x00", "is not Python"),
    ],
)
def test_a_file_that_lacks_a_list_is_refused(old: bytes, new: bytes, reason: str) -> None:
    source = MARKED.replace(old, new, 1)
    assert source != MARKED
    if reason == "old":  # a list without its last comma is fine
        assert write_lists(source, SMALL, NOBODY) == write_lists(MARKED, SMALL, NOBODY)
        return
    with pytest.raises(WriteError, match=reason):
        write_lists(source, SMALL, NOBODY)


def test_the_written_lists_are_narrow_and_free_of_lint(tmp_path: Path, repository: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_bytes(write_lists(MARKED, load(), read_given_names()))
    assert max(map(len, file.read_text().splitlines())) <= 110
    config = ["--config", str(repository / "pyproject.toml"), str(file)]
    subprocess.run([sys.executable, "-m", "ruff", "check", *config], check=True, capture_output=True)


def test_the_shipped_bot_holds_the_shipped_policy(repository: Path) -> None:
    source = (repository / "bot" / "bot.py").read_bytes()
    assert outdated_lists(source, load(), read_given_names()) == (), (
        "run: python -m policies write bot/bot.py"
    )
