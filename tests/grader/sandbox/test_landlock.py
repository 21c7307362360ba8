"""What Landlock lets a child read, and what its ruleset takes away."""

import sys
from pathlib import Path

import pytest

from grader.sandbox.kernel.landlock import (
    READ_DIRECTORY,
    READ_FILE,
    NoLandlockError,
    abi,
    attributes,
    modules,
    rules,
)


@pytest.mark.parametrize(
    ("version", "size", "files"),
    [(1, 8, 13), (2, 8, 14), (3, 8, 15), (4, 16, 15), (5, 16, 16), (6, 24, 16), (7, 24, 16)],
)
def test_each_version_takes_away_all_that_it_can(version: int, size: int, files: int) -> None:
    packed = attributes(version)
    assert len(packed) == size
    assert int.from_bytes(packed[:8], sys.byteorder) == (1 << files) - 1
    assert all(int.from_bytes(packed[at : at + 8], sys.byteorder) == 0b11 for at in range(8, size, 8))


def test_other_peoples_packages_are_left_out_also_behind_links(tmp_path: Path) -> None:
    library = tmp_path / "lib" / "python3"
    packages = library / "site-packages"
    for folder in (packages / "secret", library / "json", library / "lib-dynload"):
        folder.mkdir(parents=True)
    (library / "os.py").touch()
    (library / "dist-packages").symlink_to(packages)
    (library / "again").symlink_to(packages / "secret")
    (library / "up").symlink_to(tmp_path / "lib")  # the trap: a link to a folder that holds them
    (library / "nowhere").symlink_to("nothing")
    assert {path.name for path, _ in modules(library)} == {"json", "lib-dynload", "os.py"}


def test_folders_may_be_listed_and_the_standard_library_itself_may_not(tmp_path: Path) -> None:
    library, own = tmp_path / "python3", tmp_path / "own"
    (library / "json").mkdir(parents=True)
    (library / "os.py").touch()
    shared = tmp_path / "libc.so"
    shared.touch()
    found = dict(
        rules(
            [own], [str(library), str(library / "json"), str(tmp_path / "none.zip")], [str(shared), "/none"]
        )
    )
    assert found == {
        str(own): READ_FILE | READ_DIRECTORY,
        str(library / "json"): READ_FILE | READ_DIRECTORY,
        str(library / "os.py"): READ_FILE,
        str(shared): READ_FILE,
    }


def test_no_rule_allows_to_write_or_to_run(tmp_path: Path) -> None:
    (tmp_path / "os.py").touch()
    for _, access in rules([tmp_path], [str(tmp_path)], [str(tmp_path / "os.py")]):
        assert access & ~(READ_FILE | READ_DIRECTORY) == 0


def test_elsewhere_it_says_that_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(NoLandlockError, match="a Linux mechanism"):
        abi()
