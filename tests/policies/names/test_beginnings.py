"""The common beginnings are counted from the names by a command, and kept in a file that is checked when read."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import BeginningsError, read_beginnings
from policies.names.beginnings import BEGINNINGS, COMMON, count_beginnings, format_beginnings, read_names

names_of_few_letters = st.lists(st.text("ab", min_size=1, max_size=4), max_size=150)


def test_the_shipped_file_is_what_the_command_makes_of_the_names(names_path: Path) -> None:
    counted = count_beginnings(read_names(names_path))
    assert BEGINNINGS.read_text() == format_beginnings(counted)
    assert read_beginnings() == counted


def test_613_common_beginnings_have_at_most_three_letters() -> None:
    lengths = Counter(map(len, read_beginnings()))
    assert lengths == {1: 26, 2: 181, 3: 406, 4: 168, 5: 20, 6: 1}
    assert lengths[1] + lengths[2] + lengths[3] == 613


def test_every_letter_is_a_common_beginning_with_the_count_that_grep_gives(names_path: Path) -> None:
    names = names_path.read_text().split()
    beginnings = read_beginnings()
    assert beginnings["a"] == sum(name.startswith("a") for name in names) == 4410
    assert sum(beginnings[letter] for letter in "abcdefghijklmnopqrstuvwxyz") == len(names) == 32_033


@given(names_of_few_letters)
def test_a_beginning_is_common_when_twenty_names_begin_with_it(names: list[str]) -> None:
    beginnings = count_beginnings(names)
    candidates = {name[:length] for name in names for length in range(1, len(name) + 1)}
    counts = {beginning: sum(name.startswith(beginning) for name in names) for beginning in candidates}
    assert beginnings == {beginning: count for beginning, count in counts.items() if count >= COMMON}
    assert list(beginnings) == sorted(beginnings)


@given(st.dictionaries(st.text("abz", min_size=1), st.integers(COMMON, 9999), min_size=1))
def test_what_is_formatted_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, beginnings: dict[str, int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "beginnings.txt"
    path.write_text(format_beginnings(beginnings))
    assert read_beginnings(path) == beginnings


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ab", "line 1"),
        ("ab 20\nac x\n", "line 2"),
        ("ab 20\nAc 20\n", "line 2"),
        ("# one\nab 20\nab 21\n", "line 3"),
        ("ab 19\n", "line 1"),
        ("# nothing\n", "has no beginnings"),
        ("é 20\n", "line 1"),
    ],
)
def test_a_bad_beginnings_file_is_refused_with_the_line(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "beginnings.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BeginningsError, match=place) as caught:
        read_beginnings(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"emma\nOlivia\n", "line 2"), (b"emma\n\nava\n", "line 2"), (b"", "has no names"), (b"\xff", "UTF-8")],
)
def test_a_bad_names_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    with pytest.raises(BeginningsError, match=reason):
        read_names(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BeginningsError, match="cannot be read"):
        read_beginnings(tmp_path / "none.txt")
