"""Whose each file is, and that nobody is lost: whatever was handed in has a row."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cohort.finding.find import Found, find
from grader.cohort.finding.platforms import Student, gradescope_students, student_of
from grader.errors import UsageError

NOWHERE = Path("no-such-folder")


def laid_out(folder: Path, *files: str) -> Path:
    for file in files:
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file)
    return folder


def told(found: tuple[Found, ...]) -> list[tuple[str, str, str]]:
    """Who, the file from below the folder, and why there is none."""
    return [(one.student.name, "" if one.path is None else one.key, one.why) for one in found]


@pytest.mark.parametrize(
    ("name", "student", "file"),
    [
        ("doejane_1234_56789_bot.py", Student("doejane", "1234"), "bot.py"),
        ("doejane_LATE_1234_56789_bot-2.py", Student("doejane", "1234", late=True), "bot-2.py"),
        ("Jane Doe_4711_assignsubmission_file_", Student("Jane Doe", "4711"), ""),
        ("Jane Doe_4711_assignsubmission_file", Student("Jane Doe", "4711"), ""),
        ("Jane Doe_4711_assignsubmission_file_bot.py", Student("Jane Doe", "4711"), "bot.py"),
        ("my_bot.py", None, ""),
        ("bot_2_final.py", None, ""),
    ],
)
def test_a_download_says_whose_it_is(name: str, student: Student | None, file: str) -> None:
    assert student_of(name) == (student and (student, file))


def test_files_and_folders_of_one_student_each(tmp_path: Path) -> None:
    laid_out(
        tmp_path, "ada.py", "ben/bot.py", "ben/notes.py", "cem/deep/down/solution.py", "dora/essay.pdf",
        "eve/one.py", "eve/two.py", "README.md", ".git/hook.py", "__MACOSX/ada.py", "fay/bot.py", "fay/old/bot.py",
    )  # fmt: skip
    assert told(find([tmp_path], NOWHERE)) == [
        ("ada", "ada.py", ""),
        ("ben", "ben/bot.py", ""),
        ("cem", "cem/deep/down/solution.py", ""),
        ("dora", "", "no .py file in the folder"),
        ("eve", "", "which of one.py, two.py is meant? Keep one, or call it bot.py"),
        ("fay", "fay/bot.py", ""),
    ]


def test_a_download_of_canvas(tmp_path: Path) -> None:
    """Of several files of one student the one that is called bot.py is meant, by whatever number."""
    laid_out(
        tmp_path, "doejane_1_11_bot-3.py", "doejane_1_12_helper.py", "roemax_LATE_2_13_essay.pdf",
        "poezoe_3_14_a.py", "poezoe_3_15_b.py", "loejo_4_16_hw.py",
    )  # fmt: skip
    assert told(find([tmp_path], NOWHERE)) == [
        ("doejane", "doejane_1_11_bot-3.py", ""),
        ("loejo", "loejo_4_16_hw.py", ""),
        ("poezoe", "", "which of poezoe_3_14_a.py, poezoe_3_15_b.py is meant? Keep one, or call it bot.py"),
        ("roemax", "", "no .py file was handed in"),
    ]
    assert [one.student.late for one in find([tmp_path], NOWHERE)] == [False, False, False, True]


METADATA = """\
---
submission_101:
  :submitters:
  - :name: Jane Doe
    :sid: '0042'
    :email: jane@example.invalid
  - :name: "Max \\u0052oe"
    :sid: 43
  :created_at: 2026-09-13 19:52:06.000000000 Z
  :results: !ruby/object:Of::A::Kind
    :name: not a student
  :history:
  - :submitters:
    - :name: Somebody Else
submission_102:
  :submitters:
  - :name: 'O''Neil: =1+1'
  :score: 1.0
"""


def test_an_export_of_gradescope(tmp_path: Path) -> None:
    laid_out(tmp_path, "submission_101/bot.py", "submission_102/bot.py", "submission_103/bot.py")
    (tmp_path / "submission_metadata.yml").write_text(METADATA)
    assert [one.student for one in find([tmp_path], NOWHERE)] == [
        Student("Jane Doe, Max Roe", "0042, 43"),
        Student("O'Neil: =1+1"),
        Student("submission_103"),
    ]


@given(st.text() | st.lists(st.sampled_from([*METADATA.splitlines(), "  :submitters:", "x:"])).map("\n".join))
def test_no_metadata_is_too_odd_to_be_read(metadata: str) -> None:
    gradescope_students(metadata)


@pytest.mark.skipif(os.name == "nt", reason="its file names are not any bytes")
@given(names=st.sets(st.binary(min_size=1, max_size=40), min_size=1, max_size=5))
def test_every_name_gives_a_row_that_can_be_printed(
    names: set[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("class")
    handed_in = {name.replace(b"/", b"").replace(b"\0", b"") + b".py" for name in names}
    for name in handed_in:
        Path(os.fsdecode(os.fsencode(folder) + b"/a" + name)).write_text("")
    found = find([folder], NOWHERE)
    assert len(found) == len({one.key for one in found}) == len(handed_in)
    assert all((one.key + one.student.name).isprintable() for one in found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_links_and_pipes_have_a_row_and_are_not_opened(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "class", "ada.py")
    laid_out(tmp_path / "elsewhere", "bot.py")
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "pipe.py")
    (folder / "inner").mkdir()
    (folder / "inner" / "loop").symlink_to(folder)
    assert told(find([folder], NOWHERE)) == [
        ("ada", "ada.py", ""),
        ("inner", "", "no .py file in the folder"),
        ("link", "link.py", ""),
        ("linked", "", "a symbolic link: hand in the file itself"),
        ("pipe", "pipe.py", ""),
    ]


def test_several_paths_and_the_folder_of_results_among_them(tmp_path: Path) -> None:
    """Equal names from different places are told apart; results are no submission."""
    laid_out(tmp_path, "a/x/ada.py", "b/x/ada.py", "a/x/results/pages/ada.html")
    found = find(
        [tmp_path / "a" / "x", tmp_path / "b" / "x", tmp_path / "b" / "x" / "ada.py"],
        tmp_path / "a/x/results",
    )
    assert [one.key for one in found] == ["ada.py", "x/ada.py", "x/ada.py (2)"]


def test_no_submission_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no submission"):
        find([tmp_path], NOWHERE)
    with pytest.raises(UsageError, match="is not there"):
        find([tmp_path / "no"], NOWHERE)
    with pytest.raises(UsageError, match="holds the submissions: choose another folder"):
        find([tmp_path], tmp_path)
