"""Every guard of the gallery is a submission, and is named once."""

import pytest

from benchmarks.instrument.gallery import SHORT, gallery, named
from benchmarks.instrument.service import Service
from grader.submission.freeze import check_frozen
from grader.submission.parsing import parse
from grader.submission.pristine import pristine_bot


@pytest.mark.thorough
def test_there_are_enough_guards_and_each_has_a_name_of_its_own() -> None:
    assert len({guard.name for guard in gallery()}) == len(gallery()) >= 80


@pytest.mark.slow
def test_the_short_form_takes_twelve_of_them() -> None:
    assert len(SHORT) == 12
    assert set(SHORT) <= {guard.name for guard in gallery()}


@pytest.mark.thorough
def test_the_frozen_part_of_each_guard_is_whole() -> None:
    found = {
        guard.name: check_frozen(parse("bot.py", guard.source.encode()), pristine_bot())
        for guard in gallery()
    }
    assert {name: differences for name, differences in found.items() if differences} == {}


@pytest.mark.parametrize("name", SHORT)
def test_a_guard_answers_when_it_is_called(name: str) -> None:
    service = Service(named(name))
    assert service.request(("apple",)) is not None
    assert service.name("emma") is not None
