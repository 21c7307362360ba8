"""The names come along or from a path, and are always the published ones or what the file holds."""

import hashlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NamesError
from model.training.names import SHA256, fingerprint, load_names, parse_names, shuffled


def test_the_data_set_is_the_published_one_in_file_order(names_path: Path) -> None:
    names = load_names(names_path)
    assert (len(names), len(set(names)), sum(len(name) + 1 for name in names)) == (32_033, 29_494, 228_146)
    assert (names[:3], min(map(len, names)), max(map(len, names))) == (("emma", "olivia", "ava"), 2, 15)
    assert fingerprint(names) == SHA256


def test_the_shuffle_is_the_course_s(names_path: Path) -> None:
    documents = shuffled(load_names(names_path), random.Random(42))
    assert documents[:5] == ["yuheng", "diondre", "xavien", "jori", "juanluis"]
    assert documents[999] == "akio"


def test_the_file_that_comes_along_is_the_published_one_byte_for_byte(names_path: Path) -> None:
    assert hashlib.sha256(names_path.read_bytes()).hexdigest() == SHA256
    assert load_names() == load_names(names_path)


def test_it_is_two_lists_as_its_source_says(names_path: Path) -> None:
    names = load_names()
    assert (len(names[:18_029]), len(names[18_029:])) == (18_029, 14_004)
    assert (names[0], names[18_029]) == ("emma", "liam")
    both = {*names[:18_029]} & {*names[18_029:]}
    assert len(both) == len(names) - len(set(names)) == 2_539
    source = names_path.with_name("SOURCE.md").read_text()
    for said in (SHA256, "32,033", "18,029", "18,030", "14,004", "2,539", "MIT"):
        assert said in source


@pytest.mark.slow
def test_a_command_takes_them_unless_it_is_given_others(tmp_path: Path) -> None:
    for names, count in (([], 32_033), (["--names", str(tmp_path / "few.txt")], 2)):
        (tmp_path / "few.txt").write_text("emma\nava\n")
        command = [sys.executable, "-m", "model", "step", "0", "--steps", "1", *names]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.startswith(f"num docs: {count}\n")


@given(st.lists(st.from_regex(r"\s*[a-z]{0,15}\s*", fullmatch=True)))
def test_lines_are_stripped_and_blank_ones_skipped(lines: list[str]) -> None:
    text = "\n".join(lines)
    expected = tuple(line.strip() for line in text.split("\n") if line.strip())
    if any(set(name) - set("abcdefghijklmnopqrstuvwxyz") for name in expected) or not expected:
        with pytest.raises(NamesError):
            parse_names(text.encode(), "names.txt")
    else:
        assert parse_names(text.encode(), "names.txt") == expected


@pytest.mark.parametrize("data", [b"emma\r\nava\r\n", b"\xef\xbb\xbfemma\nava", b"\xef\xbb\xbfemma\r\nava"])
def test_a_file_from_windows_is_read(data: bytes) -> None:
    assert parse_names(data, "names.txt") == ("emma", "ava")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"emma\nEmma\n", "names.txt: line 2: 'Emma' has characters other than a to z"),
        (b"emma\n\nann a\n", "names.txt: line 3: 'ann a' has characters other than a to z"),
        (b"abcdefghijklmnop\n", "names.txt: line 1: a name may have at most 15 letters, found one of 16"),
        (b"\n\n", "names.txt: has no names"),
        (b"emma\xff", r"names.txt: is not UTF-8 text \(byte 4\)"),
    ],
)
def test_a_line_that_is_no_name_is_named(data: bytes, message: str) -> None:
    with pytest.raises(NamesError, match=message):
        parse_names(data, "names.txt")


def test_a_path_that_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NamesError, match="no such file"):
        load_names(tmp_path / "none.txt")
    with pytest.raises(NamesError, match="is a folder"):
        load_names(tmp_path)
