"""What many people bear is read off a data set's lists, which are in falling order of bearers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import BeginningsError, read_beginnings, read_given_names
from policies.names.beginnings import count_beginnings
from policies.names.given_names import MANY, commonest

lists_of_names = st.lists(
    st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, unique=True, max_size=20),
    min_size=1,
    max_size=2,
)


def test_the_shipped_names_are_the_published_two_lists(names_path: Path) -> None:
    names = names_path.read_text().split()
    girls, boys = names[:18_029], names[18_029:]
    shipped = read_given_names()
    assert shipped == read_given_names(names_path)
    assert shipped.borne == {*girls, *boys}
    assert len(shipped.borne) == 29_494
    assert set(shipped.common) == {*girls[:MANY], *boys[:MANY]}
    assert shipped.common[:6] == ("emma", "liam", "olivia", "noah", "ava", "william")
    assert len(shipped.common) == 3_802
    assert shipped.beginnings == read_beginnings()


@given(lists_of_names, st.integers(1, 8))
def test_the_commonest_are_the_first_of_each_list_in_turn(lists: list[list[str]], most: int) -> None:
    # Where the second list brings nothing that is known, nobody could tell that it is one.
    lists = [lists[0], [lists[0][0], *(name for name in lists[-1] if name != lists[0][0])]][: len(lists)]
    found = commonest([name for names in lists for name in names], most)
    assert sorted(found) == sorted({name for names in lists for name in names[:most]})
    place = {name: min(names.index(name) for names in lists if name in names) for name in found}
    assert [place[name] for name in found] == sorted(place.values())


def test_another_data_set_says_what_is_ordinary(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("".join(f"ka{letter}\n" for letter in "abcdefghijklmnopqrstuvwxyz"))
    names = read_given_names(path)
    assert names.beginnings == count_beginnings(names.borne) == {"k": 26, "ka": 26}
    assert names.common[0] == "kaa"
    path.write_text("kaa\n1\n")
    with pytest.raises(BeginningsError, match="line 2"):
        read_given_names(path)
