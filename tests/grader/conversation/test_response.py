"""A response line is names or a refusal, exactly as the frozen loop writes them, or it is malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.conversation.response import MAX_REASON, Malformed, Named, Refused, parse_response
from tests.bot.building import load_bot

NAME = st.text("abcdefghijklmnopqrstuvwxyz", max_size=16)
REFUSE = load_bot().refuse


@given(st.lists(NAME, min_size=1, max_size=30))
def test_names_are_read_back(names: list[str]) -> None:
    assert parse_response(f"OK: {', '.join(names)}".encode()) == Named(tuple(names))


def test_a_blank_request_may_get_the_empty_name() -> None:
    assert parse_response(b"OK: ") == Named(("",))


@given(st.text(max_size=700))
def test_whatever_a_hook_gives_as_its_reason_the_loops_refusal_is_well_formed(reason: str) -> None:
    line = REFUSE(reason).encode()
    assert parse_response(line) == Refused(line.decode().removeprefix("REFUSE: "))


ENGLISH = [b"OK: ", b"OK:", b"REFUSE: ", b", ", b",", b" ", b"abc", b"x" * 17, b"A", b"fruit", b"7"]
STRANGE = [b"\xc3\xa9", b"\xff", b"\r", b"\0", b"\xe2\x80\xa8", b"\x1b[2J", b"\x85", b"\xc2\x85", b"\t"]
PIECES = st.sampled_from([*ENGLISH, *STRANGE])


@given(st.lists(PIECES, max_size=7).map(b"".join) | st.binary(max_size=60))
def test_every_line_is_names_that_spell_it_a_refusal_that_spells_it_or_malformed(line: bytes) -> None:
    match parse_response(line):
        case Named(names):
            assert f"OK: {', '.join(names)}".encode() == line
            assert all(name == "" or (name.isascii() and name.isalpha() and name.islower()) for name in names)
            assert max(map(len, names)) <= 16
        case Refused(reason):
            assert f"REFUSE: {reason}".encode() == line
            assert reason.strip()
            assert len(reason.splitlines()) == 1
        case Malformed(why):
            assert why
            assert why.isprintable()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "it begins with neither `OK: ` nor `REFUSE: `"),
        (b"jalen", "it begins with neither"),
        (b"ok: jalen", "it begins with neither"),
        (b" OK: jalen", "it begins with neither"),
        (b"OK jalen", "it begins with neither"),
        (b"\xef\xbb\xbfOK: jalen", "it begins with neither"),
        (b"OK:", "names of 0 to 16 letters a-z"),
        (b"OK: Jalen", "names of 0 to 16 letters a-z"),
        (b"OK: jalen,", "names of 0 to 16 letters a-z"),
        (b"OK: jalen,ann", "names of 0 to 16 letters a-z"),
        (b"OK: jalen , ann", "names of 0 to 16 letters a-z"),
        (b"OK:  jalen", "names of 0 to 16 letters a-z"),
        (b"OK: jalen ", "names of 0 to 16 letters a-z"),
        (b"OK: jalen\r", "names of 0 to 16 letters a-z"),
        (b"OK: jalen\0", "names of 0 to 16 letters a-z"),
        (b"OK: ja len", "names of 0 to 16 letters a-z"),
        (b"OK: jal3n", "names of 0 to 16 letters a-z"),
        (b"OK: " + b"a" * 17, "names of 0 to 16 letters a-z"),
        ("OK: andré".encode(), "names of 0 to 16 letters a-z"),
        (b"REFUSE:", "it begins with neither"),
        (b"REFUSE: ", "its reason is empty"),
        (b"REFUSE:  \t", "its reason is empty"),
        (b"REFUSE: a \xff", "its reason is not UTF-8 (byte 10)"),
        (b"REFUSE: a\rOK: b", "its reason holds '\\r' at character 1"),
        (b"REFUSE: a\0", "its reason holds '\\x00' at character 1"),
        (b"REFUSE: a\x1b[31m", "its reason holds '\\x1b' at character 1"),
        (b"REFUSE: a\x0bb", "its reason holds '\\x0b'"),
        ("REFUSE: a\u2028b".encode(), "its reason holds LINE SEPARATOR at character 1"),
        ("REFUSE: a\u2029b".encode(), "its reason holds PARAGRAPH SEPARATOR"),
        ("REFUSE: a\x85b".encode(), "its reason holds '\\x85'"),
        (b"REFUSE: " + b"a" * (MAX_REASON + 1), "its reason has 2001 characters, and 2000 are enough"),
    ],
)
def test_what_does_not_fit_says_why(line: bytes, why: str) -> None:
    response = parse_response(line)
    assert isinstance(response, Malformed)
    assert why in response.why


@pytest.mark.parametrize("hook", ["is_safe_request", "is_safe_name"])
def test_the_loops_words_for_a_hook_that_failed_name_the_hook(hook: str) -> None:
    response = parse_response(f"REFUSE: {hook} failed: ValueError: no".encode())
    assert isinstance(response, Refused)
    assert response.failed_hook == hook


def test_another_reason_is_no_failed_hook() -> None:
    assert Refused("is_safe_requests failed: x").failed_hook is None
    assert Refused("the hook is_safe_name failed: x").failed_hook is None
