"""Every guard of the gallery is a submission, and is named once."""

import pytest

from benchmarks.instrument.gallery import SHORT, gallery
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.service import Service
from grader.submission.freeze import check_frozen
from grader.submission.parsing import parse
from grader.submission.pristine import pristine_bot


def test_there_are_enough_guards_and_each_has_a_name_of_its_own() -> None:
    assert len({guard.name for guard in gallery()}) == len(gallery()) >= 80


def test_the_short_form_takes_twelve_of_them() -> None:
    assert len(SHORT) == 12
    assert set(SHORT) <= {guard.name for guard in gallery()}


@pytest.mark.slow
@pytest.mark.parametrize("guard", gallery(), ids=lambda guard: guard.name)
def test_the_frozen_part_of_a_guard_is_whole(guard: Guard) -> None:
    assert check_frozen(parse("bot.py", guard.source.encode()), pristine_bot()) == ()


@pytest.mark.parametrize("guard", [g for g in gallery() if g.name in SHORT], ids=lambda guard: guard.name)
def test_a_guard_answers_when_it_is_called(guard: Guard) -> None:
    service = Service(guard)
    assert service.request(("apple",)) is not None
    assert service.name("emma") is not None
