"""The levels' order, the limits' documentation, and the report's one line."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import Level, Limits, Protection, describe


def test_the_levels_are_ordered_by_strength() -> None:
    assert sorted(Level, reverse=True) == [Level.ISOLATED, Level.RESTRICTED, Level.LIMITED, Level.UNPROTECTED]
    assert Level.ISOLATED > Level.UNPROTECTED
    assert not Level.LIMITED > Level.RESTRICTED
    assert [level.value for level in Level] == [level.name.lower() for level in Level]


def test_every_limit_is_documented_with_its_value_and_its_effect() -> None:
    rows = describe(Limits())
    assert [name for name, _, _ in rows] == [field.name.replace("_", " ") for field in fields(Limits)]
    assert all(value and len(effect) > 10 for _, value, effect in rows)
    assert rows[0][1] == "512 MiB"


def test_the_line_names_level_layers_reasons_and_the_self_test() -> None:
    protection = Protection(
        level=Level.RESTRICTED,
        layers=("Landlock ABI 7", "seccomp", "limits"),
        not_protected=("see whether a guessed path exists",),
        held=18,
        tried=19,
        reasons=("not isolated: unshare: Operation not permitted",),
    )
    assert protection.line() == (
        "sandbox: restricted (Landlock ABI 7, seccomp, limits; not isolated: unshare: Operation not permitted), "
        "self-test 18/19 held"
    )


@given(st.sampled_from(Level), st.lists(st.text(max_size=9)), st.integers(0, 19))
def test_the_line_is_one_line_for_every_protection(level: Level, layers: list[str], held: int) -> None:
    line = Protection(level, tuple(map(repr, layers)), (), held, 19, ()).line()
    assert line.startswith(f"sandbox: {level.value} (")
    assert "\n" not in line
